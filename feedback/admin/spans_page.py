"""The page on which a person says where a comment asks for something, by quoting its words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from engine.ledger.admin.telling import newest_operation, tell_done
from feedback.models import Comment, FanRequest, RequestKind
from feedback.quoting import UnknownWordsError, find_words
from feedback.services.spanning import Span, UnfitSpansError, set_spans
from feedback.tasks import wake_reader

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

_CHANGE = "feedback.change_comment"


class SpansForm(forms.Form):
    """Which spans stay, and one more by its words."""

    kept = forms.MultipleChoiceField(
        label=gettext_lazy("spans that stay"),
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )
    words = forms.CharField(
        label=gettext_lazy("words that ask"),
        required=False,
        max_length=2000,
        strip=False,
        widget=UnfoldAdminTextareaWidget({"rows": 2}),
        help_text=gettext_lazy("Paste them exactly as they stand in the comment."),
    )
    which = forms.IntegerField(
        label=gettext_lazy("which of them"),
        required=False,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text=gettext_lazy("Only where the words stand several times."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("kind"),
        choices=RequestKind.choices,
        required=False,
        widget=UnfoldAdminSelectWidget,
    )
    machine = forms.BooleanField(
        label=gettext_lazy("leave it to the machine again"),
        required=False,
        widget=UnfoldBooleanWidget,
    )
    reason = forms.CharField(
        label=gettext_lazy("reason"),
        required=False,
        max_length=500,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy("Kept in the history; may stay empty."),
    )

    def __init__(self, *args: Any, comment: Comment, spans: Iterable[Span], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._text = comment.text
        self._known = {f"{span.start}-{span.end}-{span.kind}": span for span in spans}
        kinds = dict(RequestKind.choices)
        choices = [
            (key, f"{comment.text[span.start : span.end]} · {kinds.get(span.kind, span.kind)}")
            for key, span in self._known.items()
        ]
        if choices:
            self.fields["kept"].choices = choices  # type: ignore[attr-defined]
            self.fields["kept"].initial = list(self._known)
        else:
            del self.fields["kept"]

    def clean(self) -> dict[str, Any]:
        """Look the words up; a line break at either end came with the pasting."""
        data = super().clean() or {}
        # a browser sends other line breaks than it shows
        words = str(data.get("words", "")).replace("\r\n", "\n").strip()
        spans = [self._known[key] for key in data.get("kept", ())]
        if words and not self.errors and not data.get("machine"):
            try:
                start, end = find_words(self._text, words, which=data.get("which"))
            except UnknownWordsError as error:
                self.add_error("words", str(error))
            else:
                spans.append(Span(start, end, data.get("kind") or RequestKind.PRODUCT))
        data["spans"] = None if data.get("machine") else spans
        return data


class SpansPage:
    """The page below a comment's own."""

    def get_urls(self) -> list[URLPattern]:
        """Beside the comment's own pages."""
        page = self.admin_site.admin_view(self.spans_view)  # type: ignore[attr-defined]
        urls: list[URLPattern] = super().get_urls()  # type: ignore[misc]
        return [path("<int:pk>/spans/", page, name="feedback_comment_spans"), *urls]

    def spans_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the words, then set the spans."""
        if not request.user.has_perm(_CHANGE):
            raise PermissionDenied
        comment = get_object_or_404(Comment.objects.defer("search_terms"), pk=pk)
        form = SpansForm(request.POST or None, comment=comment, spans=_spans_of(comment))
        if form.is_valid() and _set(request, comment, form=form):
            return redirect(_address(comment))
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": _("Where it asks"),
            "opts": Comment._meta,
            "form": form,
            "comment": comment,
            "back": _address(comment),
        }
        return TemplateResponse(request, "admin/feedback/comment/spans.html", context)


def _set(request: HttpRequest, comment: Comment, *, form: SpansForm) -> bool:
    data, since = form.cleaned_data, newest_operation()
    try:
        set_spans(comment, spans=data["spans"], actor=request.user, reason=data["reason"])
    except UnfitSpansError as error:
        form.add_error(None, str(error))
        return False
    transaction.on_commit(wake_reader)
    tell_done(request, _("The comment's spans are set."), since=since)
    return True


def _spans_of(comment: Comment) -> list[Span]:
    """A person's spans, or what the machine found."""
    if comment.person_spans:
        spans = [Span(**span) for span in comment.person_spans]
        return [span for span in spans if span.end <= len(comment.text)]
    found = FanRequest.objects.current().filter(comment=comment).order_by("start", "pk")
    return [Span(*row) for row in found.values_list("start", "end", "kind")]


def _address(comment: Comment) -> str:
    return reverse("admin:feedback_comment_change", args=[comment.pk])

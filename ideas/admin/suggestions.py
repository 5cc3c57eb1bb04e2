"""Suggestions of the second look: read why, then accept or turn down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from engine.ledger.admin.telling import newest_operation, tell_done
from engine.pages import ChoiceFilter
from feedback.admin.base import SeenAdmin
from ideas.admin.acting import act_page
from ideas.admin.idea_forms import ReasonForm
from ideas.models import Cluster, Suggestion, SuggestionState
from ideas.services.judging import ImpossibleVerdictError
from ideas.services.suggesting import (
    OutdatedSuggestionError,
    accept_suggestion,
    dismiss_suggestion,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.utils.safestring import SafeString

_CHANGE = "ideas.change_suggestion"


@admin.register(Suggestion)
class SuggestionAdmin(SeenAdmin):
    """What the machine would do to clusters people have touched."""

    list_display = ("act", "show_one", "show_other", "show_why", "made_at", "show_state")
    list_filter = (("state", ChoiceFilter), ("act", ChoiceFilter))
    ordering = ("-made_at", "-pk")
    fields = ("act", "show_one", "show_other", "show_why", "made_at", "state", "decided_at")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Suggestion]:
        """Both clusters come along."""
        return Suggestion.objects.with_clusters()

    def get_urls(self) -> list[URLPattern]:
        """The pages that accept and turn down."""
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/accept/", wrap(self.accept_view), name="ideas_suggestion_accept"),
            path("<int:pk>/dismiss/", wrap(self.dismiss_view), name="ideas_suggestion_dismiss"),
            *super().get_urls(),
        ]

    def accept_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Carry the suggestion out."""
        return self._decide(request, pk, accept=True)

    def dismiss_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Turn the suggestion down."""
        return self._decide(request, pk, accept=False)

    def _decide(self, request: HttpRequest, pk: int, *, accept: bool) -> HttpResponse:
        if not request.user.has_perm(_CHANGE):
            raise PermissionDenied
        row = get_object_or_404(Suggestion.objects.with_clusters(), pk=pk)
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            _carry_out(request, row, accept=accept, reason=form.cleaned_data["reason"])
            return redirect(reverse("admin:ideas_suggestion_changelist"))
        title = gettext("Accept the suggestion") if accept else gettext("Turn the suggestion down")
        back = reverse("admin:ideas_suggestion_changelist")
        return act_page(self, request, form=form, title=title, back=back, subtitle=str(row))

    @admin.display(description=_("cluster"))
    def show_one(self, obj: Suggestion) -> SafeString | str:
        """The older cluster, or the one to divide."""
        return _link(obj.one)

    @admin.display(description=_("other cluster"))
    def show_other(self, obj: Suggestion) -> SafeString | str:
        """The younger cluster."""
        return _link(obj.other)

    @admin.display(description=_("why"))
    def show_why(self, obj: Suggestion) -> SafeString:
        """Likeness, limit and a quote of each side."""
        quotes = format_html_join(" / ", "<bdi>{}</bdi>", ((q,) for q in obj.why["quotes"]))
        likeness = gettext("mean likeness %(likeness).2f, limit %(limit).2f") % obj.why
        return format_html("{}<br>{}", quotes, likeness)

    @admin.display(description=_("decision"), ordering="state")
    def show_state(self, obj: Suggestion) -> SafeString | str:
        """What was decided, or where one may decide."""
        if obj.state != SuggestionState.OPEN:
            return str(obj.get_state_display())
        return format_html(
            '<a class="lg-link" href="{}">{}</a> · <a class="lg-link" href="{}">{}</a>',
            reverse("admin:ideas_suggestion_accept", args=[obj.pk]),
            gettext("accept"),
            reverse("admin:ideas_suggestion_dismiss", args=[obj.pk]),
            gettext("turn down"),
        )


def _carry_out(request: HttpRequest, row: Suggestion, *, accept: bool, reason: str) -> None:
    since = newest_operation()
    try:
        if accept:
            support = settings.PROMOTION_SUPPORT
            accept_suggestion(row, actor=request.user, promotion_support=support, reason=reason)
        else:
            dismiss_suggestion(row, actor=request.user, reason=reason)
    except (OutdatedSuggestionError, ImpossibleVerdictError) as error:
        messages.error(request, str(error))
    else:
        tell_done(request, gettext("Your decision is kept."), since=since)


def _link(cluster: Cluster | None) -> SafeString | str:
    if cluster is None:
        return "–"
    url = reverse("admin:ideas_cluster_change", args=[cluster.pk])
    return format_html('<a class="lg-link" href="{}">{}</a> ({})', url, cluster, cluster.size)

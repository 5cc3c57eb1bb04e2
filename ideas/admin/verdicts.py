"""Verdicts: what people said of pairs of requests; one may be withdrawn, none edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from engine.ledger.admin.telling import newest_operation, tell_done
from engine.ledger.models import CellChange
from engine.pages import ChoiceFilter
from feedback.admin.base import SeenAdmin
from feedback.admin.html import excerpt
from ideas.admin.acting import act_page
from ideas.admin.idea_forms import ReasonForm
from ideas.models import Verdict
from ideas.services.judging import withdraw_verdict

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.utils.safestring import SafeString

_CHANGE = "ideas.change_verdict"


@admin.register(Verdict)
class VerdictAdmin(SeenAdmin):
    """The same wish, or different ones."""

    list_display = ("show_one", "says", "show_other", "made_by", "made_at", "show_withdrawal")
    list_filter = (("says", ChoiceFilter),)
    ordering = ("-made_at", "-pk")
    search_fields = ("one__text", "other__text")
    fields = ("show_one", "says", "show_other", "made_by", "made_at", "show_withdrawal")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Verdict]:
        """Both requests come along, and when the verdict was withdrawn."""
        return Verdict.objects.with_requests().annotate(withdrawn_at=_withdrawn_at())

    def get_urls(self) -> list[URLPattern]:
        """The page that withdraws a verdict."""
        withdraw = self.admin_site.admin_view(self.withdraw_view)
        return [
            path("<int:pk>/withdraw/", withdraw, name="ideas_verdict_withdraw"),
            *super().get_urls(),
        ]

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for a reason, then take the verdict back."""
        if not request.user.has_perm(_CHANGE):
            raise PermissionDenied
        verdict = get_object_or_404(Verdict.objects.standing(), pk=pk)
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            since = newest_operation()
            withdraw_verdict(verdict, actor=request.user, reason=form.cleaned_data["reason"])
            tell_done(request, gettext("The verdict is withdrawn."), since=since)
            return redirect(reverse("admin:ideas_verdict_changelist"))
        return act_page(
            self,
            request,
            form=form,
            title=gettext("Withdraw the verdict"),
            subtitle=f"{verdict.one} · {verdict.get_says_display()} · {verdict.other}",
            back=reverse("admin:ideas_verdict_changelist"),
        )

    @admin.display(description=_("one request"))
    def show_one(self, obj: Verdict) -> SafeString:
        """What the one asks."""
        return excerpt(obj.one.text)

    @admin.display(description=_("other request"))
    def show_other(self, obj: Verdict) -> SafeString:
        """What the other asks."""
        return excerpt(obj.other.text)

    @admin.display(description=_("withdrawn"))
    def show_withdrawal(self, obj: Verdict) -> SafeString | str:
        """When it was withdrawn, or where one may do so."""
        if not obj.is_standing:
            at = obj.withdrawn_at  # type: ignore[attr-defined]
            return date_format(localtime(at), "Y-m-d") if at is not None else gettext("withdrawn")
        url = reverse("admin:ideas_verdict_withdraw", args=[obj.pk])
        return format_html('<a class="lg-link" href="{}">{}</a>', url, gettext("withdraw"))


def _withdrawn_at() -> Subquery:
    """When the newest operation on a verdict was made; of one that stands it means nothing."""
    changes = CellChange.objects.filter(model=Verdict._meta.label_lower, row=OuterRef("pk"))
    return Subquery(changes.order_by("-operation_id").values("operation__at")[:1])

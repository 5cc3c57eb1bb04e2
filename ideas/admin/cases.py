"""Integrity cases: whose, why, what a decision changes; decided here, taken back in the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter

from engine.pages import ChoiceFilter
from feedback.admin.base import FramedAdmin, SeenAdmin
from feedback.admin.html import chip
from ideas.admin.acting import carry_out
from ideas.admin.case_form import DecideCaseForm
from ideas.admin.case_page import around_case, case_link, numbers_by_outcome
from ideas.case_words import told_case
from ideas.models import CaseOutcome, CaseState, IntegrityCase
from ideas.services.integrity import decide_case

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.utils.safestring import SafeString

_CHANGE = "ideas.change_integritycase"
_TONES = {"": "orange", CaseOutcome.CAP: "blue", CaseOutcome.EXCLUDE: "red"}


class OutcomeFilter(DropdownFilter):
    """Cases that wait, and those decided one way or another."""

    title = _("outcome")
    parameter_name = "outcome"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Waiting, and the outcomes."""
        return [(CaseState.OPEN.value, CaseState.OPEN.label), *CaseOutcome.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep what was chosen."""
        if self.value() == CaseState.OPEN:
            return queryset.filter(outcome="")
        if self.value() in CaseOutcome.values:
            return queryset.filter(outcome=self.value())
        return queryset


@admin.register(IntegrityCase)
class IntegrityCaseAdmin(FramedAdmin, SeenAdmin):
    """Support that may have been bought."""

    list_display = ("show_case", "show_idea", "show_accounts", "show_why", "found_at", "show_state")
    list_filter = (OutcomeFilter, ("kind", ChoiceFilter))
    ordering = ("-found_at", "-pk")
    fields = ("show_case", "show_idea", "show_thread", "show_continues", "found_at", "show_state")
    readonly_fields = fields
    change_form_outer_after_template = "admin/ideas/integritycase/after.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[IntegrityCase]:
        """What a row shows comes along."""
        return IntegrityCase.objects.told()

    def get_urls(self) -> list[URLPattern]:
        """The page that decides."""
        decide = self.admin_site.admin_view(self.decide_view)
        return [
            path("<int:pk>/decide/", decide, name="ideas_integritycase_decide"),
            *super().get_urls(),
        ]

    def around(self, request: HttpRequest, row: IntegrityCase) -> dict[str, Any]:
        """Why, who, and where to decide."""
        may_decide = not row.outcome and request.user.has_perm(_CHANGE)
        return {**around_case(request, row), "may_decide": may_decide}

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what each decision would change, then make one."""
        if not request.user.has_perm(_CHANGE):
            raise PermissionDenied
        case = get_object_or_404(IntegrityCase.objects.told(), pk=pk)
        back = reverse("admin:ideas_integritycase_change", args=[case.pk])
        form = DecideCaseForm(request.POST or None)
        if form.is_valid() and _decide(request, case, form=form):
            return redirect(back)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Decide the case"),
            "subtitle": str(case),
            "opts": self.opts,
            "form": form,
            "back": back,
            "told": told_case(case.reasons),
            "effects": numbers_by_outcome(case, actor=request.user) if not case.outcome else (),
        }
        return TemplateResponse(request, "admin/ideas/integritycase/decide.html", context)

    @admin.display(description=_("case"), ordering="pk")
    def show_case(self, obj: IntegrityCase) -> str:
        """Number and kind."""
        return str(obj)

    @admin.display(description=_("idea"))
    def show_idea(self, obj: IntegrityCase) -> SafeString | str:
        """The idea it was found in."""
        if obj.idea is None:
            return "–"
        url = reverse("admin:ideas_idea_change", args=[obj.idea_id])
        return format_html('<a class="lg-link" href="{}"><bdi>{}</bdi></a>', url, obj.idea)

    @admin.display(description=_("thread"))
    def show_thread(self, obj: IntegrityCase) -> SafeString | str:
        """The post the burst was under."""
        if obj.thread is None:
            return "–"
        url = reverse("admin:feedback_thread_change", args=[obj.thread_id])
        return format_html('<a class="lg-link" href="{}"><bdi>{}</bdi></a>', url, obj.thread)

    @admin.display(description=_("continues"))
    def show_continues(self, obj: IntegrityCase) -> SafeString | str:
        """The case whose wave went on."""
        return "–" if obj.continues_id is None else case_link(obj.continues_id)

    @admin.display(description=_("accounts"))
    def show_accounts(self, obj: IntegrityCase) -> int:
        """How many accounts."""
        return getattr(obj, "accounts", None) or 0

    @admin.display(description=_("why"))
    def show_why(self, obj: IntegrityCase) -> str:
        """The first reason."""
        return told_case(obj.reasons).why[0]

    @admin.display(description=_("outcome"), ordering="outcome")
    def show_state(self, obj: IntegrityCase) -> SafeString:
        """What was decided, or that it waits."""
        words = obj.get_outcome_display() if obj.outcome else CaseState.OPEN.label
        return chip(words, tone=_TONES.get(obj.outcome, "plain"))


def _decide(request: HttpRequest, case: IntegrityCase, *, form: DecideCaseForm) -> bool:
    data = form.cleaned_data
    return carry_out(
        request,
        lambda: decide_case(
            case, outcome=data["outcome"], actor=request.user, reason=data["reason"]
        ),
        form=form,
        told=gettext("The case is decided."),
    )

"""Hand-offs: what waits at one's desk, giving ideas away, and where they wait and die."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import RelatedDropdownFilter

from engine.pages import ChoiceFilter
from feedback.admin.base import SeenAdmin
from feedback.admin.html import chip
from ideas.admin.acting import act_page, carry_out
from ideas.admin.clock_words import span_words, time_words
from ideas.admin.handoff_forms import MineFilter, OutcomeForm, SendForm, WaitingFilter
from ideas.admin.reporting import asked_period
from ideas.models import HandOff, HandOffOutcome, Idea
from ideas.services.handoffs import (
    HandOffRefusedError,
    decide_hand_off,
    desks_report,
    receive_hand_off,
    send_hand_off,
)
from ideas.services.handoffs.waiting import DEAD_AFTER

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.utils.safestring import SafeString

_SEND, _HANDLE = "ideas.add_handoff", "ideas.change_handoff"
_MOST_SHOWN = 50
_TONES = {
    HandOffOutcome.ACCEPTED: "green",
    HandOffOutcome.RETURNED: "orange",
    HandOffOutcome.DECLINED: "red",
}


@dataclass(frozen=True, slots=True)
class ShownHandOff:
    """One hand-off with what the reader may do to it."""

    row: HandOff
    chip: SafeString
    may_receive: bool
    may_decide: bool


class HandOffList(ChangeList):
    """Hand-offs of a page, each as the reader sees it."""

    def get_results(self, request: HttpRequest) -> None:
        """Ask once for the reader's groups."""
        super().get_results(request)
        rows = list(self.result_list)
        for row, shown in zip(rows, shown_hand_offs(request, rows), strict=True):
            row.shown = shown
        self.result_list = rows


@admin.register(HandOff)
class HandOffAdmin(SeenAdmin):
    """Ideas given from desk to desk, the newest first."""

    list_display = (
        "show_idea", "show_way", "note", "show_state", "show_sent", "show_waited", "show_acts",
    )  # fmt: skip
    list_display_links = None
    list_filter = (
        MineFilter,
        WaitingFilter,
        ("to_desk", RelatedDropdownFilter),
        ("outcome", ChoiceFilter),
        ("idea__product_line", RelatedDropdownFilter),
    )
    list_before_template = "admin/ideas/handoff/list_before.html"
    ordering = ("-sent_at", "-pk")
    fields = ("idea", "note", "sent_at", "received_at", "decided_at", "outcome", "reason")

    def get_queryset(self, request: HttpRequest) -> QuerySet[HandOff]:
        """Hand-offs that stand, with what a row shows, in one query."""
        return HandOff.objects.standing().told()

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """The list that knows what the reader may do."""
        return HandOffList

    def get_urls(self) -> list[URLPattern]:
        """Giving, receiving, deciding, and the report."""
        wrap = self.admin_site.admin_view
        views = (
            ("report/", self.report_view, "report"),
            ("send/<int:pk>/", self.send_view, "send"),
            ("<int:pk>/receive/", self.receive_view, "receive"),
            ("<int:pk>/decide/", self.decide_view, "decide"),
        )
        own = [path(way, wrap(view), name=f"ideas_handoff_{name}") for way, view, name in views]
        return [*own, *super().get_urls()]

    def send_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give an idea to a desk."""
        idea = get_object_or_404(Idea.objects.open(), pk=pk)
        form = SendForm(request.POST or None)
        return self._act(
            request,
            idea,
            form=form,
            needed=_SEND,
            act=lambda: send_hand_off(
                idea, actor=request.user, note=form.cleaned_data["note"], **form.desk()
            ),
            titles=(gettext("Hand it to a desk"), gettext("The idea is handed over.")),
        )

    def receive_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say that it has come in."""
        row = get_object_or_404(HandOff.objects.standing().told(), pk=pk)
        return self._act(
            request,
            row.idea,
            form=forms.Form(request.POST if request.method == "POST" else None),
            needed=_HANDLE,
            act=lambda: receive_hand_off(row, actor=request.user),
            titles=(gettext("Receive the hand-off"), gettext("The hand-off is received.")),
        )

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take it on, send it back, or do not take it on."""
        row = get_object_or_404(HandOff.objects.standing().told(), pk=pk)
        form = OutcomeForm(request.POST or None)
        return self._act(
            request,
            row.idea,
            form=form,
            needed=_HANDLE,
            act=lambda: decide_hand_off(row, actor=request.user, **form.cleaned_data),
            titles=(gettext("Decide about the hand-off"), gettext("The hand-off is decided.")),
        )

    def report_view(self, request: HttpRequest) -> HttpResponse:
        """Where ideas wait and die."""
        if not request.user.has_perm("ideas.view_handoff"):
            raise PermissionDenied
        form, scope = asked_period(request.GET)
        desks = desks_report(since=scope.since, until=scope.until, now=scope.now, line=scope.line)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Where ideas wait"),
            "opts": self.opts,
            "form": form,
            "days": DEAD_AFTER.days,
            "desks": [(desk, _waited(desk.oldest, now=scope.now)) for desk in desks],
        }
        return TemplateResponse(request, "admin/ideas/reports/waiting.html", context)

    def _act(
        self,
        request: HttpRequest,
        idea: Idea,
        *,
        form: forms.Form,
        needed: str,
        act: Callable[[], object],
        titles: tuple[str, str],
    ) -> HttpResponse:
        if not request.user.has_perm(needed):
            raise PermissionDenied
        back = reverse("admin:ideas_idea_change", args=[idea.pk]) + "#hand-offs"
        if (
            request.method == "POST"
            and form.is_valid()
            and carry_out(request, act, form=form, told=titles[1], refusal=HandOffRefusedError)
        ):
            return HttpResponseRedirect(back)
        return act_page(self, request, form=form, title=titles[0], subtitle=str(idea), back=back)

    @admin.display(description=_("idea"))
    def show_idea(self, obj: HandOff) -> SafeString:
        """The idea that was given."""
        address = reverse("admin:ideas_idea_change", args=[obj.idea_id])
        link = '<a class="lg-link" href="{}#hand-offs"><bdi>{}</bdi></a>'
        return format_html(link, address, obj.idea)

    @admin.display(description=_("from and to"))
    def show_way(self, obj: HandOff) -> SafeString:
        """From whom to which desk."""
        return format_html("<bdi>{}</bdi> → <bdi>{}</bdi>", obj.sender, obj.desk)

    @admin.display(description=_("progress"))
    def show_state(self, obj: HandOff) -> SafeString:
        """Waits, received, or how it was decided, with why."""
        return format_html("{} <bdi>{}</bdi>", _shown(obj).chip, obj.reason)

    @admin.display(description=_("sent"), ordering="sent_at")
    def show_sent(self, obj: HandOff) -> SafeString:
        """When it was given."""
        return format_html('<span class="lg-time">{}</span>', time_words(obj.sent_at))

    @admin.display(description=_("waited"))
    def show_waited(self, obj: HandOff) -> str:
        """How long until it was decided, or until now."""
        return span_words((obj.decided_at or timezone.now()) - obj.sent_at)

    @admin.display(description="")
    def show_acts(self, obj: HandOff) -> SafeString:
        """What the reader may do to it."""
        shown = _shown(obj)
        acts = (
            ("receive", gettext("receive"), shown.may_receive),
            ("decide", gettext("decide"), shown.may_decide),
        )
        links = (
            (reverse(f"admin:ideas_handoff_{act}", args=[obj.pk]), name)
            for act, name, may in acts
            if may
        )
        return format_html_join(" · ", '<a class="lg-link" href="{}">{}</a>', links)


def hand_offs_card(request: HttpRequest, idea: Idea) -> str:
    """The hand-offs of an idea, and of those merged into it, for its page."""
    rows = list(HandOff.objects.of([idea.pk])[:_MOST_SHOWN])
    waits = any(row.decided_at is None and row.idea_id == idea.pk for row in rows)
    context = {
        "idea": idea,
        "hand_offs": shown_hand_offs(request, rows),
        "may_send": request.user.has_perm(_SEND) and not waits and idea.merged_into_id is None,
    }
    return render_to_string("admin/ideas/idea/hand_offs.html", context, request=request)


def shown_hand_offs(request: HttpRequest, rows: list[HandOff]) -> list[ShownHandOff]:
    """Hand-offs as the reader sees them, asking once for the reader's desks."""
    user = request.user
    mine = set(Group.objects.filter(user=user.pk).values_list("pk", flat=True))
    return [_show(row, user=user, mine=mine) for row in rows]


def _show(row: HandOff, *, user: Any, mine: set[int]) -> ShownHandOff:
    is_here = row.to_user_id == user.pk or row.to_desk_id in mine or user.is_superuser
    waits = row.decided_at is None and row.idea.merged_into_id is None
    may = waits and is_here and user.has_perm(_HANDLE)
    if row.outcome:
        told = chip(row.get_outcome_display(), tone=_TONES[HandOffOutcome(row.outcome)])
    elif row.idea.merged_into_id is not None:
        told = chip(gettext("merged away"))
    else:
        told = chip(gettext("received"), tone="blue") if row.received_at else chip(gettext("waits"))
    return ShownHandOff(row, told, may_receive=may and row.received_at is None, may_decide=may)


def decision_words(value: object) -> str:
    """What was decided and why, of the cell that the ledger keeps."""
    _at, outcome, reason = value if isinstance(value, list) else (None, "", "")
    name = str(dict(HandOffOutcome.choices).get(outcome, outcome))
    return f"{name}: {reason}" if reason else name


def _shown(row: HandOff) -> ShownHandOff:
    shown: ShownHandOff = row.shown  # type: ignore[attr-defined]
    return shown


def _waited(since: Any, *, now: Any) -> str:
    return "–" if since is None else span_words(now - since)

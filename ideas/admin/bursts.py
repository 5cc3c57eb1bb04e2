"""Alerts of bursts: what rose, by how much, who speaks; seen or dismissed by a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from engine.ledger.history import history_of
from engine.pages import ChoiceFilter
from feedback.admin.base import FramedAdmin, SeenAdmin
from feedback.admin.html import chip
from feedback.models import Channel
from ideas.admin.acting import act_page, carry_out
from ideas.admin.evidence import Piece, pieces
from ideas.admin.idea_forms import ReasonForm
from ideas.admin.trends import burst_trend
from ideas.burst_words import reason_sentence
from ideas.models import Assignment, Authenticity, BurstAlert, BurstState
from ideas.services.bursts.deciding import acknowledge_burst, dismiss_burst
from ideas.services.bursts.telling import channels_of, requests_of, threads_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.utils.safestring import SafeString

    from feedback.models import FanRequest

_CHANGE = "ideas.change_burstalert"
_A_PAGE = 20
_TONES = {
    Authenticity.ORGANIC: "green",
    Authenticity.MIXED: "orange",
    Authenticity.COORDINATED: "red",
    Authenticity.UNKNOWN: "plain",
}


@admin.register(BurstAlert)
class BurstAlertAdmin(FramedAdmin, SeenAdmin):
    """Rises in requests that the machine found."""

    list_display = (
        "show_what",
        "show_authenticity",
        "show_requests",
        "show_since",
        "show_going_on",
        "show_channels",
        "show_state",
    )
    list_filter = (("state", ChoiceFilter), ("authenticity", ChoiceFilter), ("line", ChoiceFilter))
    ordering = ("-since", "-pk")
    fields = ("line", "found_at", "ended_at", "show_window", "decided_by", "decided_at")
    readonly_fields = fields
    change_form_outer_before_template = "admin/ideas/burst/before.html"
    change_form_outer_after_template = "admin/ideas/burst/after.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[BurstAlert]:
        """What rose and the channels come along."""
        return BurstAlert.objects.told().with_channels()

    def get_urls(self) -> list[URLPattern]:
        """The pages on which a person says what they think of an alert."""
        wrap = self.admin_site.admin_view
        return [
            path(
                "<int:pk>/acknowledge/",
                wrap(self.acknowledge_view),
                name="ideas_burstalert_acknowledge",
            ),
            path("<int:pk>/dismiss/", wrap(self.dismiss_view), name="ideas_burstalert_dismiss"),
            *super().get_urls(),
        ]

    def around(self, request: HttpRequest, row: BurstAlert) -> dict[str, Any]:
        """Facts, reasons, picture, requests and history."""
        page = Paginator(requests_of(row), _A_PAGE).get_page(request.GET.get("evidence"))
        return {
            "verdict": authenticity_chip(row),
            "state_words": row.get_state_display(),
            "reasons": [reason_sentence(reason) for reason in row.reasons],
            "channels": [(_channel(name), number) for name, number in channels_of(row)],
            "threads": threads_of(row),
            "trend_card": burst_trend(row),
            "evidence": page,
            "pieces": _pieces(page.object_list),
            "may_decide": row.state == BurstState.OPEN and request.user.has_perm(_CHANGE),
            "history": history_of(row, says={"decided_by": _name_of(row)}),
        }

    def acknowledge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say that it was seen."""
        return self._decide(request, pk, is_seen=True)

    def dismiss_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say that it is not worth seeing."""
        return self._decide(request, pk, is_seen=False)

    def _decide(self, request: HttpRequest, pk: int, *, is_seen: bool) -> HttpResponse:
        if not request.user.has_perm(_CHANGE):
            raise PermissionDenied
        row = get_object_or_404(BurstAlert.objects.told(), pk=pk)
        form = ReasonForm(request.POST or None)
        back = reverse("admin:ideas_burstalert_change", args=[row.pk])
        act = acknowledge_burst if is_seen else dismiss_burst
        if form.is_valid() and carry_out(
            request,
            lambda: act(row, actor=request.user, reason=form.cleaned_data["reason"]),
            form=form,
            told=gettext("Your decision is kept."),
        ):
            return redirect(back)
        title = gettext("Acknowledge the burst") if is_seen else gettext("Dismiss the burst")
        return act_page(self, request, form=form, title=title, back=back, subtitle=str(row))

    @admin.display(description=_("what rose"))
    def show_what(self, obj: BurstAlert) -> str:
        """The cluster, or the term."""
        return str(obj)

    @admin.display(description=_("authenticity"), ordering="authenticity")
    def show_authenticity(self, obj: BurstAlert) -> SafeString:
        """The verdict as a coloured word."""
        return authenticity_chip(obj)

    @admin.display(description=_("requests (expected)"), ordering="requests")
    def show_requests(self, obj: BurstAlert) -> str:
        """How many against how many expected."""
        return f"{obj.requests} ({obj.expected:.1f})"

    @admin.display(description=_("goes on"), boolean=True, ordering="ended_at")
    def show_going_on(self, obj: BurstAlert) -> bool:
        """Whether it has not ended."""
        return obj.ended_at is None

    @admin.display(description=_("channels"))
    def show_channels(self, obj: BurstAlert) -> str:
        """Where its requests were posted."""
        return "、".join(_channel(name) for name in obj.channels)  # type: ignore[attr-defined]

    @admin.display(description=_("since"), ordering="since")
    def show_since(self, obj: BurstAlert) -> SafeString:
        """When its first request was posted."""
        at = date_format(timezone.localtime(obj.since), "Y-m-d H:i")
        return format_html('<span class="lg-time">{}</span>', at)

    @admin.display(description=_("window"))
    def show_window(self, obj: BurstAlert) -> str:
        """In which trailing window it was found."""
        words = ngettext("%(number)d minute", "%(number)d minutes", obj.window)
        return words % {"number": obj.window}

    @admin.display(description=_("decision"), ordering="state")
    def show_state(self, obj: BurstAlert) -> SafeString | str:
        """What was said of it, or where one may say it."""
        if obj.state != BurstState.OPEN:
            return str(obj.get_state_display())
        links = (
            (reverse("admin:ideas_burstalert_acknowledge", args=[obj.pk]), gettext("acknowledge")),
            (reverse("admin:ideas_burstalert_dismiss", args=[obj.pk]), gettext("dismiss")),
        )
        return format_html_join(" · ", '<a class="lg-link" href="{}">{}</a>', links)


def authenticity_chip(alert: BurstAlert) -> SafeString:
    """A verdict as a coloured word."""
    return chip(alert.get_authenticity_display(), tone=_TONES[Authenticity(alert.authenticity)])


def _pieces(rows: Iterable[FanRequest]) -> list[Piece]:
    shown = list(rows)
    open_ones = Assignment.objects.open().filter(request__in=shown)
    places = {row.request_id: row for row in open_ones}
    return pieces((wish, places.get(wish.pk), None) for wish in shown)


def _channel(name: str) -> str:
    return str(dict(Channel.choices).get(name, name))


def _name_of(row: BurstAlert) -> Any:
    """Who decided, by name; others who did before are told as operations' actors."""
    person = row.decided_by
    return lambda pk: str(person) if person is not None and person.pk == pk else f"#{pk}" * bool(pk)

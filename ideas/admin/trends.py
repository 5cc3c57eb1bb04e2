"""A series as a small picture with its numbers in words beside it, for any page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ideas.services.series.trends import Span, trend_of, trend_of_idea

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.utils.safestring import SafeString

    from ideas.models import BurstAlert, Idea
    from ideas.services.series.trends import TrendPoint

_DAYS = 60
_AROUND = timedelta(hours=24)
_MOST_HOURS = timedelta(days=7)
_HEIGHT, _STEP = 60, 10
_FORMS = {"day": "Y-m-d", "hour": "Y-m-d H:i"}


@dataclass(frozen=True, slots=True)
class Bar:
    """One step of the picture: where it stands, how high, and what it says."""

    x: int
    y: float
    height: float
    words: str
    is_marked: bool


def idea_trend(idea: Idea) -> SafeString:
    """The card of an idea: requests by day."""
    now = timezone.now()
    points = trend_of_idea(idea, span=Span("day", now - timedelta(days=_DAYS - 1), now))
    return _card(points, title=_("Requests by day"), grain="day", note="")


def burst_trend(alert: BurstAlert) -> SafeString:
    """The card of an alert: its series by hour, a day before it and after it, the burst marked."""
    until = min(alert.last_at + _AROUND, timezone.now(), alert.since + _MOST_HOURS)
    span = Span("hour", alert.since - _AROUND, max(until, alert.last_at))
    points = trend_of(*alert.series, span=span)
    first = alert.since.replace(minute=0)
    note = _("The burst is the darker part.")
    title = _("Requests by hour")
    return _card(points, title=title, grain="hour", note=note, marked=(first, alert.last_at))


def _card(
    points: Sequence[TrendPoint],
    *,
    title: str,
    grain: str,
    note: str,
    marked: tuple[datetime, datetime] | None = None,
) -> SafeString:
    bars = _bars(points, grain=grain, marked=marked)
    context = {
        "title": title,
        "bars": bars,
        "told": [bar.words for bar, point in zip(bars, points, strict=True) if point.requests],
        "summary": _summary(points, grain=grain),
        "first": _name(points[0].at, grain=grain) if points else "",
        "last": _name(points[-1].at, grain=grain) if points else "",
        "width": len(bars) * _STEP,
        "bar_width": _STEP - 2,
        "height": _HEIGHT,
        "note": note,
    }
    return render_to_string("admin/ideas/trend.html", context)


def _bars(
    points: Sequence[TrendPoint], *, grain: str, marked: tuple[datetime, datetime] | None
) -> list[Bar]:
    most = max((point.requests for point in points), default=0) or 1
    found = []
    for place, point in enumerate(points):
        height = round(_HEIGHT * point.requests / most, 1)
        words = f"{_name(point.at, grain=grain)}{_(': ')}{point.requests}"
        is_marked = marked is None or marked[0] <= point.at <= marked[1]
        found.append(Bar(place * _STEP, _HEIGHT - height, height, words, is_marked))
    return found


def _summary(points: Sequence[TrendPoint], *, grain: str) -> str:
    """What the picture shows, for who does not see it."""
    total = sum(point.requests for point in points)
    if not total:
        return _("No requests in this time.")
    most = max(points, key=lambda point: point.requests)
    said = {
        "total": total,
        "first": _name(points[0].at, grain=grain),
        "last": _name(points[-1].at, grain=grain),
        "most": most.requests,
        "when": _name(most.at, grain=grain),
    }
    return (
        _("%(total)s requests from %(first)s to %(last)s, most of them %(when)s: %(most)s.") % said
    )


def _name(at: datetime, *, grain: str) -> str:
    return date_format(timezone.localtime(at), _FORMS[grain])

"""Series counted in plain Python from the requests themselves, to compare what is stored with."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from feedback.models import FanRequest
from ideas.models import Assignment, Idea, Line, Pin, Point
from ideas.series.terms import terms_of
from ideas.services.series.trends import Span, trend_of_idea
from tests.ideas.first_principles import ASKING, find_places, find_roots

ZONE = ZoneInfo("Asia/Shanghai")
# line, key, grain, local beginning
Place = tuple[str, str, str, str]


def local(at: datetime, *, grain: str) -> str:
    form = {"minute": "%Y-%m-%d %H:%M", "hour": "%Y-%m-%d %H", "day": "%Y-%m-%d"}[grain]
    return at.astimezone(ZONE).strftime(form)


def counted_requests() -> list[FanRequest]:
    """Requests that count: current, asking, in sight, by a fan, and placed once or pinned."""
    placed = set(Assignment.objects.values_list("request", flat=True))
    placed |= set(Pin.objects.belonging().values_list("request", flat=True))
    rows = FanRequest.objects.current().select_related("comment__fan")
    return [
        row
        for row in rows
        if row.pk in placed
        and row.comment.label in ASKING
        and row.comment.state != "hidden"
        and (row.comment.fan is None or row.comment.fan.role == "fan")
    ]


def posted(row: FanRequest) -> datetime:
    return row.comment.created_at or row.comment.received_at


def points_by_counting() -> dict[Place, int]:
    clusters = dict(Assignment.objects.open().values_list("request", "cluster"))
    found: Counter[Place] = Counter()
    now = timezone.now()
    kept = {"minute": timedelta(days=7), "hour": timedelta(days=400), "day": timedelta(days=99999)}
    for row in counted_requests():
        lines = [(Line.CHANNEL, row.comment.channel)]
        lines += [(Line.TERM, term) for term in terms_of(row.content)]
        if row.comment.thread_id is not None:
            lines.append((Line.THREAD, str(row.comment.thread_id)))
        if row.pk in clusters:
            lines.append((Line.CLUSTER, str(clusters[row.pk])))
        for grain, long in kept.items():
            if now - posted(row) < long:
                for line, key in lines:
                    found[line.value, key, grain, local(posted(row), grain=grain)] += 1
    return dict(found)


def points_as_stored() -> dict[Place, int]:
    return {
        (row.line, row.key, row.grain, local(row.at, grain=row.grain)): row.requests
        for row in Point.objects.all()
    }


def check_series(*, days: int = 60) -> None:
    """Every stored point, and the trend of every idea, is what counting gives."""
    assert points_as_stored() == points_by_counting()
    roots = find_roots()
    places = find_places(roots)
    now = timezone.now()
    span = Span("day", now - timedelta(days=days), now + timedelta(days=1))
    by_day: dict[int, Counter[str]] = {idea: Counter() for idea in roots}
    for row in counted_requests():
        if row.pk in places:
            by_day[places[row.pk]][local(posted(row), grain="day")] += 1
    for idea in Idea.objects.filter(merged_into=None):
        told = {
            local(point.at, grain="day"): point.requests
            for point in trend_of_idea(idea, span=span)
            if point.requests
        }
        assert told == dict(by_day[idea.pk]), idea

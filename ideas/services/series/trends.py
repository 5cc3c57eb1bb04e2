"""Read series: requests by minute, hour or day of an idea, cluster, term, channel or thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from ideas.models import Cluster, Line, Point
from ideas.series.grains import floor, kept_since, steps

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from ideas.models import Idea

# What pins change against the clusters of an idea: +1 where one brings a request, -1 where it
# takes one away. Pins are few: they are made by people, one by one.
_PINNED = """
SELECT tick.at, (evidence.idea_id IS NOT NULL)::int - (mine.id IS NOT NULL)::int AS more
FROM (SELECT DISTINCT request_id FROM ideas_pin WHERE is_standing) pin
JOIN ideas_tick tick ON tick.request_id = pin.request_id
LEFT JOIN ideas_evidence evidence
       ON evidence.request_id = tick.request_id AND evidence.idea_id = %(idea)s
LEFT JOIN ideas_cluster mine ON mine.id = tick.cluster_id AND mine.id = ANY(%(clusters)s)
WHERE (evidence.idea_id IS NULL) <> (mine.id IS NULL)
  AND tick.at >= %(since)s AND tick.at < %(until)s
"""


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """How many requests in the minute, hour or day that began then."""

    at: datetime
    requests: int


@dataclass(frozen=True, slots=True)
class Span:
    """Which part of a series: from that of `since` to before `until`, in steps of the grain."""

    grain: str
    since: datetime
    until: datetime

    def fitted(self) -> Span:
        """The same, begun where its first step begins and not before points of it are kept."""
        zone = ZoneInfo(settings.TIME_ZONE)
        kept = kept_since(self.grain, now=timezone.now())
        since = self.since if kept is None else max(self.since, kept)
        return Span(self.grain, floor(since, grain=self.grain, zone=zone), self.until)

    def starts(self) -> Iterable[datetime]:
        """When each step begins."""
        return steps(self.since, self.until, grain=self.grain, zone=ZoneInfo(settings.TIME_ZONE))


def trend_of_idea(idea: Idea, *, span: Span) -> list[TrendPoint]:
    """The requests an idea stands on, every step named, none left out; three statements.

    A request counts where the evidence has it: pins and merges included.
    """
    fitted = span.fitted()
    clusters = list(Cluster.objects.filter(idea__root=idea.root_id).values_list("pk", flat=True))
    found = _stored(Line.CLUSTER, map(str, clusters), span=fitted)
    zone = ZoneInfo(settings.TIME_ZONE)
    for at, more in _pinned(idea.root_id, clusters=clusters, span=fitted):
        start = floor(at, grain=fitted.grain, zone=zone)
        found[start] = found.get(start, 0) + more
    return _filled(found, span=fitted)


def trend_of(line: str, key: str, *, span: Span) -> list[TrendPoint]:
    """One stored series, every step named; one statement."""
    fitted = span.fitted()
    return _filled(_stored(line, [key], span=fitted), span=fitted)


def _stored(line: str, keys: Iterable[str], *, span: Span) -> dict[datetime, int]:
    rows = Point.objects.filter(
        line=line,
        key__in=list(keys),
        grain=span.grain,
        at__gte=span.since,
        at__lt=span.until,
    )
    return dict(rows.values("at").annotate(number=Sum("requests")).values_list("at", "number"))


def _pinned(idea: int, *, clusters: Collection[int], span: Span) -> list[tuple[Any, ...]]:
    given: dict[str, Any] = {
        "idea": idea,
        "clusters": list(clusters),
        "since": span.since,
        "until": span.until,
    }
    with connection.cursor() as cursor:
        cursor.execute(_PINNED, given)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _filled(found: Mapping[datetime, int], *, span: Span) -> list[TrendPoint]:
    return [TrendPoint(at, found.get(at, 0)) for at in span.starts()]

"""Add differences to points: the one place that writes them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.utils import timezone

from ideas.models import Line
from ideas.series.grains import GRAINS, MINUTE, floor, is_kept

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# In one order: two writers that add to the same points can never wait for each other.
_GIVEN = """
SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::timestamptz[], %s::int[], %s::int[])
    AS given(line, key, grain, at, requests, live)
"""
_MORE = f"""
INSERT INTO ideas_point (line, key, grain, at, requests, live) {_GIVEN}
ON CONFLICT (line, key, grain, at) DO UPDATE
SET requests = ideas_point.requests + excluded.requests, live = ideas_point.live + excluded.live
"""
_EMPTY = f"""
DELETE FROM ideas_point point USING ({_GIVEN}) given
WHERE (point.line, point.key, point.grain, point.at)
    = (given.line, given.key, given.grain, given.at) AND point.requests + given.requests <= 0
"""  # noqa: S608
_LESS = f"""
UPDATE ideas_point point
SET requests = point.requests + given.requests, live = point.live + given.live
FROM ({_GIVEN}) given
WHERE (point.line, point.key, point.grain, point.at)
    = (given.line, given.key, given.grain, given.at)
"""  # noqa: S608

# line, key, grain, when it begins
_Place: TypeAlias = tuple[str, str, str, datetime]


@dataclass(frozen=True, slots=True)
class Counted:
    """What one request adds to series: where and when it stands."""

    at: datetime
    cluster: int | None
    channel: str
    thread: int | None
    terms: tuple[str, ...]
    is_live: bool

    def lines(self) -> Iterator[tuple[str, str]]:
        """The series that hold it."""
        yield Line.CHANNEL.value, self.channel
        if self.cluster is not None:
            yield Line.CLUSTER.value, str(self.cluster)
        if self.thread is not None:
            yield Line.THREAD.value, str(self.thread)
        for term in self.terms:
            yield Line.TERM.value, term


def add_counted(*, more: Iterable[Counted], less: Iterable[Counted]) -> None:
    """Count some requests more and some no longer: exact differences, in three statements.

    The caller holds the grouping lock.
    """
    requests: Counter[_Place] = Counter()
    live: Counter[_Place] = Counter()
    now = timezone.now()
    floors = _Floors(now)
    for sign, rows in ((1, more), (-1, less)):
        for row in rows:
            places = floors.of(row.at)
            for line, key in row.lines():
                for grain, start in places:
                    requests[line, key, grain, start] += sign
                    live[line, key, grain, start] += sign * row.is_live
    changed: list[_Place] = sorted(place for place in requests if requests[place] or live[place])
    # one that lost as many as it won, some of them live, only changes what is live
    grown = [place for place in changed if requests[place] > 0 and live[place] >= 0]
    rest = [place for place in changed if not (requests[place] > 0 and live[place] >= 0)]
    with connection.cursor() as cursor:
        for statement, wanted in ((_MORE, grown), (_EMPTY, rest), (_LESS, rest)):
            if wanted:
                cursor.execute(statement, _columns(wanted, requests=requests, live=live))


def _columns(
    places: list[_Place], *, requests: Counter[_Place], live: Counter[_Place]
) -> list[list[object]]:
    lines, keys, grains, times = zip(*places, strict=True)
    numbers = [[requests[place] for place in places], [live[place] for place in places]]
    return [list(lines), list(keys), list(grains), list(times), *numbers]


class _Floors:
    """When the minute, hour and day of a time begin; only grains that are kept so long."""

    def __init__(self, now: datetime) -> None:
        self._now, self._known = now, dict[datetime, list[tuple[str, datetime]]]()
        self._zone = ZoneInfo(settings.TIME_ZONE)

    def of(self, at: datetime) -> list[tuple[str, datetime]]:
        minute = floor(at, grain=MINUTE, zone=self._zone)
        if minute not in self._known:
            floors = [(grain, floor(minute, grain=grain, zone=self._zone)) for grain in GRAINS]
            kept = [(g, start) for g, start in floors if is_kept(start, grain=g, now=self._now)]
            self._known[minute] = kept
        return self._known[minute]

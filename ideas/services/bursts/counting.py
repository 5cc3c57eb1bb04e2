"""What the search for bursts reads of series: trailing windows, their past, the volume around."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models import Min

from ideas.bursts.expecting import (
    HALF_LIFE_HOURS,
    REMEMBERED_HOURS,
    Past,
    hours_in,
    hours_weighed,
    own_shape,
    shape_of_day,
    volume_factor,
)
from ideas.bursts.rising import FEWEST_REQUESTS, QUIET_WINDOW, WINDOWS
from ideas.models import Grain, Line, Point

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

LONGEST = timedelta(minutes=WINDOWS[-1])
# Where nothing came in for so long nothing rises: what rose is in alerts already.
_LATELY = timedelta(minutes=60)

# What rose or may rise: series that hold enough, and those of bursts that go on.
_WINDOWS = """
SELECT point.line, point.key, {sums}
FROM ideas_point point
WHERE point.grain = 'minute' AND point.at > %(longest)s AND point.at <= %(now)s
  AND (point.line, point.key) IN (
    SELECT line, key FROM ideas_point
    WHERE grain = 'minute' AND at > %(lately)s AND at <= %(now)s AND live > 0
      AND line IN ('cluster', 'term')
    UNION SELECT * FROM unnest(%(lines)s::text[], %(keys)s::text[]))
GROUP BY point.line, point.key
HAVING sum(point.live) >= %(fewest)s
    OR (point.line, point.key) IN (SELECT * FROM unnest(%(lines)s::text[], %(keys)s::text[]))
"""
_PAST = """
SELECT line, key, extract(hour FROM at AT TIME ZONE %(zone)s)::int,
       sum(requests * exp(extract(epoch FROM at - %(now)s) * %(decay)s))
FROM ideas_point
WHERE grain = 'hour' AND at >= %(since)s AND at < %(until)s
  AND (line, key) IN (SELECT * FROM unnest(%(lines)s::text[], %(keys)s::text[]))
GROUP BY line, key, 3
"""
_BY_HOUR = """
SELECT extract(hour FROM at AT TIME ZONE %(zone)s)::int,
       sum(requests * exp(extract(epoch FROM at - %(now)s) * %(decay)s))
FROM ideas_point
WHERE grain = 'hour' AND at >= %(since)s AND at < %(until)s
  AND line = 'channel' AND key = ANY(%(channels)s)
GROUP BY 1
"""
_VOLUME = """
SELECT coalesce(sum(live), 0) FROM ideas_point
WHERE grain = 'minute' AND at > %(hour)s AND at <= %(now)s
  AND line = 'channel' AND key = ANY(%(channels)s)
"""

# line and key
Series = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Watched:
    """A series as the search sees it: requests by trailing window, hours weighed, its past."""

    counts: dict[int, int]
    hours: dict[int, float]
    past: Past

    def expected(self, window: int) -> float:
        """How many requests were to be expected in a trailing window."""
        return self.past.rate * self.hours[window]


@dataclass(frozen=True, slots=True)
class _Around:
    """All channels together: the shape of a day, what the last hour held, how long is known."""

    shape: list[float]
    seen: int
    past: Past


def watch_series(*, now: datetime, also: Collection[Series]) -> dict[Series, Watched]:
    """Every series that holds enough live requests to be a burst, and `also`; five statements."""
    counts = _windows(now, also=also)
    around = _around(now)
    pasts = _pasts(counts, now=now)
    local = now.astimezone(ZoneInfo(settings.TIME_ZONE))
    an_hour = around.past.rate * hours_in(QUIET_WINDOW, until=local, shape=around.shape)
    found = {}
    for series, by_window in counts.items():
        # what this series itself brings is no reason to expect more of it
        others = around.seen - by_window[QUIET_WINDOW]
        volume = volume_factor(others, expected=an_hour)
        by_hour = pasts[series]
        past = Past(sum(by_hour.values()), around.past.hours)
        own = own_shape(by_hour, past=past, shape=around.shape)
        found[series] = Watched(
            counts=by_window,
            hours={w: hours_in(w, until=local, shape=own) * volume for w in WINDOWS},
            past=past,
        )
    return found


def _windows(now: datetime, *, also: Iterable[Series]) -> dict[Series, dict[int, int]]:
    sums = ", ".join(
        f"coalesce(sum(point.live) FILTER (WHERE point.at > %(since_{window})s), 0)"
        for window in WINDOWS
    )
    lines, keys = _columns(also)
    given: dict[str, Any] = {
        **{f"since_{window}": now - timedelta(minutes=window) for window in WINDOWS},
        "now": now,
        "longest": now - LONGEST,
        "lately": now - _LATELY,
        "fewest": FEWEST_REQUESTS,
        "lines": lines,
        "keys": keys,
    }
    with connection.cursor() as cursor:
        cursor.execute(_WINDOWS.format(sums=sums), given)
        return {
            (line, key): dict(zip(WINDOWS, counts, strict=True))
            for line, key, *counts in cursor.fetchall()
        }


def _pasts(series: Iterable[Series], *, now: datetime) -> dict[Series, dict[int, float]]:
    """What series held before, by hour of the day."""
    lines, keys = _columns(series)
    found: dict[Series, dict[int, float]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(_PAST, {**_remembered(now), "lines": lines, "keys": keys})
        for line, key, hour, number in cursor.fetchall():
            found[line, key][hour] = float(number)
    return found


def _around(now: datetime) -> _Around:
    days = Point.objects.filter(line=Line.CHANNEL, grain=Grain.DAY)
    first_by_channel = dict(days.values("key").annotate(at=Min("at")).values_list("key", "at"))
    first = min(first_by_channel.values(), default=now)
    given: dict[str, Any] = {
        **_remembered(now),
        "hour": now - timedelta(minutes=QUIET_WINDOW),
        "channels": list(first_by_channel),
    }
    with connection.cursor() as cursor:
        cursor.execute(_BY_HOUR, given)
        by_hour: dict[int, float] = defaultdict(float)
        by_hour.update({hour: float(number) for hour, number in cursor.fetchall()})
        cursor.execute(_VOLUME, given)
        (seen,) = cursor.fetchone()
    known = hours_weighed((now - LONGEST - first).total_seconds() / 3600)
    return _Around(
        shape=shape_of_day([by_hour[hour] for hour in range(24)]),
        seen=int(seen),
        past=Past(sum(by_hour.values()), known),
    )


def _remembered(now: datetime) -> dict[str, Any]:
    """What lies behind the longest window: a burst must not be its own past."""
    return {
        "now": now,
        "zone": settings.TIME_ZONE,
        "since": now - timedelta(hours=REMEMBERED_HOURS),
        "until": now - LONGEST - timedelta(hours=1),
        "decay": math.log(2) / (HALF_LIFE_HOURS * 3600),
    }


def _columns(series: Iterable[Series]) -> tuple[list[str], list[str]]:
    rows = sorted(series)
    return [line for line, _ in rows], [key for _, key in rows]

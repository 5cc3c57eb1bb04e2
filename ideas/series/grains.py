"""Minutes, hours and days of a series: where they begin, how long they are kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

MINUTE, HOUR, DAY = "minute", "hour", "day"
GRAINS = (MINUTE, HOUR, DAY)
# Days are kept for ever.
_KEPT = {MINUTE: timedelta(days=7), HOUR: timedelta(days=400)}
_LONG = {MINUTE: timedelta(minutes=1), HOUR: timedelta(hours=1)}


def floor(at: datetime, *, grain: str, zone: tzinfo) -> datetime:
    """When the minute, hour or day that holds `at` began; days are those of the zone."""
    here = at.astimezone(zone).replace(second=0, microsecond=0)
    if grain == MINUTE:
        return here
    here = here.replace(minute=0)
    return here if grain == HOUR else here.replace(hour=0)


def kept_since(grain: str, *, now: datetime) -> datetime | None:
    """The time before which no points of this grain are kept; None where all are."""
    kept = _KEPT.get(grain)
    return None if kept is None else now - kept


def is_kept(at: datetime, *, grain: str, now: datetime) -> bool:
    """Whether a point of this grain that begins then is kept."""
    since = kept_since(grain, now=now)
    return since is None or at >= since


def steps(since: datetime, until: datetime, *, grain: str, zone: tzinfo) -> Iterator[datetime]:
    """When each minute, hour or day from that of `since` to that before `until` begins."""
    at = floor(since, grain=grain, zone=zone)
    while at < until:
        yield at
        at = _next(at, grain=grain, zone=zone)


def _next(at: datetime, *, grain: str, zone: tzinfo) -> datetime:
    if grain == DAY:
        # by noon of the next day: a day may have 23 or 25 hours
        return floor(at + timedelta(hours=36), grain=DAY, zone=zone)
    return floor(at + _LONG[grain], grain=grain, zone=zone)

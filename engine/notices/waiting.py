"""When to try again: ever later after failures, as a server asks, and after quiet hours."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import tzinfo

FIRST = 30.0
LONGEST = 3600.0
MOST_ATTEMPTS = 10


def delay(attempts: int) -> float:
    """Seconds to wait after so many failed attempts: twice as long each time, to an hour."""
    return float(min(FIRST * 2 ** max(attempts - 1, 0), LONGEST))


def asked_wait(header: str | None, *, now: datetime) -> float | None:
    """Seconds that a Retry-After asks for, as a number or a date; at most an hour, None if odd."""
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        seconds = float(text[:9])
    else:
        try:
            until = parsedate_to_datetime(text)
        except (ValueError, TypeError):
            return None
        if until.tzinfo is None:
            return None
        seconds = (until - now).total_seconds()
    return min(max(seconds, 0.0), LONGEST)


def after_quiet(
    moment: datetime, *, quiet_from: time | None, quiet_to: time | None, zone: tzinfo
) -> datetime:
    """The moment itself, or the end of the quiet hours it falls into, which may pass midnight."""
    if quiet_from is None or quiet_to is None or quiet_from == quiet_to:
        return moment
    here = moment.astimezone(zone)
    clock, day = here.time(), here.date()
    if quiet_from < quiet_to:
        is_quiet = quiet_from <= clock < quiet_to
    else:
        is_quiet = clock >= quiet_from or clock < quiet_to
        if clock >= quiet_from:
            day += timedelta(days=1)
    if not is_quiet:
        return moment
    return datetime.combine(day, quiet_to, tzinfo=zone)

"""Time that counts: added to a moment, and counted between two."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_NOTHING = timedelta()


class Calendar(Protocol):
    """Which time counts. All times are aware; answers are in UTC."""

    def add(self, start: datetime, counted: timedelta) -> datetime:
        """The first moment by which so much time has counted since the start."""

    def between(self, first: datetime, last: datetime) -> timedelta:
        """How much time counts from one moment to another, none where the last is earlier."""


@dataclass(frozen=True, slots=True)
class AlwaysCalendar:
    """Every hour counts."""

    def add(self, start: datetime, counted: timedelta) -> datetime:
        """As on any watch."""
        return start.astimezone(UTC) + counted

    def between(self, first: datetime, last: datetime) -> timedelta:
        """As on any watch."""
        return max(last - first, _NOTHING)


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """The hours from opening to closing count, on workdays.

    Moments are of working time from opening to closing, both included: what is due at the close
    of a day is not put off to the next. Raises OverflowError beyond the last year there is.
    """

    opens: time
    closes: time
    zone: ZoneInfo
    is_workday: Callable[[date], bool]

    def __post_init__(self) -> None:
        """Refuse a day without hours."""
        if self.opens >= self.closes:
            message = "a working day opens before it closes"
            raise ValueError(message)

    def add(self, start: datetime, counted: timedelta) -> datetime:
        """Never answers a moment outside working time, however little is added."""
        if counted < _NOTHING:
            message = "time is added, not taken away"
            raise ValueError(message)
        left = counted
        for opening, closing in self._windows(start):
            first = max(opening, start.astimezone(UTC))
            if left <= closing - first:
                return first + left
            left -= closing - first
        raise OverflowError

    def between(self, first: datetime, last: datetime) -> timedelta:
        """The overlaps with working time."""
        found = _NOTHING
        for opening, closing in self._windows(first):
            if opening >= last:
                break
            found += max(min(closing, last) - max(opening, first), _NOTHING)
        return found

    def _windows(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Working times that end at or after the start, in order."""
        day = start.astimezone(self.zone).date()
        while day < date.max:
            if self.is_workday(day):
                opening, closing = self._at(day, self.opens), self._at(day, self.closes)
                if closing >= start:
                    yield opening, closing
            day += _DAY

    def _at(self, day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, self.zone).astimezone(UTC)

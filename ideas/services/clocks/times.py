"""When clocks fall due: the calendars of the house, and what is reckoned by them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings

from ideas.calendars import (
    AlwaysCalendar,
    BusinessCalendar,
    Calendar,
    is_workday,
    unknown_years,
)
from ideas.models import Hours

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from decimal import Decimal

    from ideas.models import Clock

_ALWAYS = AlwaysCalendar()


def calendar_of(hours: Hours | str) -> Calendar:
    """The calendar of a clock or policy, with the hours of the settings."""
    if hours == Hours.ALWAYS:
        return _ALWAYS
    return BusinessCalendar(
        opens=settings.BUSINESS_OPENS,
        closes=settings.BUSINESS_CLOSES,
        zone=ZoneInfo(settings.TIME_ZONE),
        is_workday=is_workday,
    )


def set_times(clock: Clock) -> None:
    """Reckon when it warns, is due and escalates: its hours, and what pauses took of them."""
    calendar, policy = calendar_of(clock.calendar), clock.policy
    given = _hours(clock.hours) + timedelta(seconds=clock.paused_for)
    clock.due_at = calendar.add(clock.started_at, given)
    early, late = policy.warn_before, policy.escalates_after
    clock.warns_at = (
        None
        if early is None or early >= clock.hours
        else calendar.add(clock.started_at, given - _hours(early))
    )
    clock.escalates_at = (
        None if late is None else calendar.add(clock.started_at, given + _hours(late))
    )


def paused_seconds(clock: Clock, *, until: datetime) -> int:
    """How much of its calendar the present pause took, in whole seconds, rounded up."""
    if clock.paused_at is None:
        return 0
    took = calendar_of(clock.calendar).between(clock.paused_at, until)
    return -int(-took.total_seconds() // 1)


def unknown_holidays(clocks: Iterable[Clock]) -> list[int]:
    """Years whose holidays are not known and that open clocks in business hours reach into."""
    zone = ZoneInfo(settings.TIME_ZONE)
    found: set[int] = set()
    for clock in clocks:
        if clock.calendar == Hours.BUSINESS and clock.ended_at is None:
            ends = (at.astimezone(zone).date() for at in (clock.started_at, clock.due_at))
            found.update(unknown_years(*ends))
    return sorted(found)


def left_of(clock: Clock, *, now: datetime) -> timedelta:
    """What is left of its hours, by its calendar; nothing once it was due."""
    return calendar_of(clock.calendar).between(clock.paused_at or now, clock.due_at)


def _hours(number: Decimal) -> timedelta:
    return timedelta(seconds=float(number * 3600))

"""Time that counts: around holidays and make-up workdays, and its laws for any times."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ideas.calendars import (
    AlwaysCalendar,
    BusinessCalendar,
    is_known_year,
    is_workday,
    unknown_years,
)
from tests.ideas.promises import HERE, at

OFFICE = BusinessCalendar(opens=time(9), closes=time(18), zone=HERE, is_workday=is_workday)
ALWAYS = AlwaysCalendar()

# the machine may be busy: how long a reckoning takes is not what is asked here
untimed = settings(deadline=None)
moments = st.datetimes(datetime(2024, 1, 1), datetime(2028, 12, 1)).map(  # noqa: DTZ001
    lambda found: found.replace(tzinfo=UTC)
)
spans = st.timedeltas(timedelta(), timedelta(hours=150))
calendars = st.sampled_from(
    [
        ALWAYS,
        OFFICE,
        # hours that go by unevenly, in a zone whose watches are put forward and back
        BusinessCalendar(time(1, 30), time(4), ZoneInfo("Europe/Berlin"), is_workday),
        BusinessCalendar(time(0), time(23, 59), HERE, lambda day: day.day % 5 != 0),
    ]
)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        # Spring Festival 2026: off from Sunday 15 to Monday 23 February; Saturdays 14 and 28 work
        ("2026-02-13 17:00", 2, "2026-02-14 10:00"),
        ("2026-02-14 17:00", 2, "2026-02-24 10:00"),
        ("2026-02-18 12:00", 2, "2026-02-24 11:00"),
        ("2026-02-27 17:30", 1, "2026-02-28 09:30"),
        ("2026-02-28 17:30", 1, "2026-03-02 09:30"),
        # National Day 2026: off 1 to 7 October; Sunday 20 September and Saturday 10 October work
        ("2026-09-30 17:59", 1, "2026-10-08 09:59"),
        ("2026-09-19 09:00", 1, "2026-09-20 10:00"),
        ("2026-10-09 17:00", 2, "2026-10-10 10:00"),
        ("2026-10-10 17:00", 2, "2026-10-12 10:00"),
        # National Day 2025 began with a make-up Sunday and ended with the Mid-Autumn Festival
        ("2025-09-28 10:00", 9, "2025-09-29 10:00"),
        ("2025-09-30 17:00", 3, "2025-10-09 11:00"),
        # an ordinary weekend, before opening, at closing, within the day
        ("2026-11-20 17:00", 2, "2026-11-23 10:00"),
        ("2026-11-23 03:00", 2, "2026-11-23 11:00"),
        ("2026-11-23 18:00", 2, "2026-11-24 11:00"),
        ("2026-11-23 16:00", 2, "2026-11-23 18:00"),
    ],
)
def test_business_hours_skip_holidays_and_count_make_up_workdays(start, hours, due):
    assert OFFICE.add(at(start), timedelta(hours=hours)) == at(due)
    assert OFFICE.between(at(start), at(due)) == timedelta(hours=hours)


def test_round_the_clock_knows_no_holiday():
    assert ALWAYS.add(at("2026-02-14 17:00"), timedelta(hours=24)) == at("2026-02-15 17:00")
    assert ALWAYS.between(at("2026-02-14 17:00"), at("2026-02-15 17:00")) == timedelta(hours=24)


def test_a_year_the_library_does_not_know_works_from_monday_to_friday():
    assert is_known_year(2026)
    assert not is_known_year(2099)
    # 1 May 2099 is a Friday, and sure to be a holiday: it cannot be known yet
    assert [is_workday(date(2099, 5, day)) for day in range(1, 5)] == [True, False, False, True]
    assert unknown_years(date(2098, 12, 31), date(2099, 1, 1)) == [2098, 2099]
    assert unknown_years(date(2026, 1, 1), date(2026, 12, 31)) == []


@untimed
@given(calendar=calendars, start=moments, one=spans, other=spans)
def test_adding_a_sum_is_adding_one_and_then_the_other(calendar, start, one, other):
    assert calendar.add(calendar.add(start, one), other) == calendar.add(start, one + other)


@untimed
@given(start=moments, span=spans)
def test_due_never_falls_outside_working_time(start, span):
    due = OFFICE.add(start, span).astimezone(HERE)
    assert is_workday(due.date())
    assert time(9) <= due.time() <= time(18)
    assert due >= start


@untimed
@given(calendar=calendars, start=moments, span=spans)
def test_what_was_added_is_what_lies_between(calendar, start, span):
    assert calendar.between(start, calendar.add(start, span)) == span


@untimed
@given(calendar=calendars, times=st.lists(moments, min_size=3, max_size=3).map(sorted))
def test_time_between_adds_up(calendar, times):
    first, middle, last = times
    whole = calendar.between(first, last)
    assert calendar.between(first, middle) + calendar.between(middle, last) == whole
    assert timedelta() <= whole <= last - first
    assert calendar.between(last, first) == timedelta()


@untimed
@given(start=moments, later=spans, one=spans)
def test_a_later_start_is_never_due_earlier(start, later, one):
    assert OFFICE.add(start, one) <= OFFICE.add(start + later, one)


def test_a_day_without_hours_and_time_taken_away_are_refused():
    with pytest.raises(ValueError, match="opens before it closes"):
        BusinessCalendar(time(18), time(9), HERE, is_workday)
    with pytest.raises(ValueError, match="not taken away"):
        OFFICE.add(at("2026-11-23 10:00"), timedelta(hours=-1))
    never = BusinessCalendar(time(9), time(18), HERE, lambda _day: False)
    with pytest.raises(OverflowError):
        never.add(datetime(9999, 12, 1, tzinfo=HERE), timedelta(hours=1))

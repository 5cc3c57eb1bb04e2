"""Workdays of China: public holidays off, make-up weekends on, as the State Council says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import chinese_calendar
from chinese_calendar import constants

if TYPE_CHECKING:
    from datetime import date

# The plan of a year is published in the November before it; the library follows.
FIRST_YEAR: int = min(constants.holidays).year
LAST_YEAR: int = max(constants.holidays).year
_FRIDAY = 4


def is_known_year(year: int) -> bool:
    """Whether the library knows this year's holidays."""
    return FIRST_YEAR <= year <= LAST_YEAR


def is_workday(day: date) -> bool:
    """Whether people work on this day; in a year not known, from Monday to Friday."""
    if not is_known_year(day.year):
        return day.weekday() <= _FRIDAY
    return bool(chinese_calendar.is_workday(day))


def unknown_years(first: date, last: date) -> list[int]:
    """The years between two days, both included, of which no holidays are known."""
    return [year for year in range(first.year, last.year + 1) if not is_known_year(year)]

"""Which hours count when something was promised; knows no framework."""

from ideas.calendars.business import AlwaysCalendar, BusinessCalendar, Calendar
from ideas.calendars.workdays import is_known_year, is_workday, unknown_years

__all__ = [
    "AlwaysCalendar",
    "BusinessCalendar",
    "Calendar",
    "is_known_year",
    "is_workday",
    "unknown_years",
]

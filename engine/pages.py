"""What the admin pages of every room share: filters that take hostile addresses calmly."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.dateparse import parse_date
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


class DayRangeFilter(RangeDateFilter):
    """From and to, both days included, in the reader's time zone.

    unfold's own filter compares naive midnights, which loses the last day.
    """

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep the rows of these days; a date that is none is left out."""
        first = _day(self.used_parameters.get(f"{self.parameter_name}_from"))
        last = _day(self.used_parameters.get(f"{self.parameter_name}_to"))
        if first is not None:
            queryset = queryset.filter(**{f"{self.parameter_name}__gte": _midnight(first)})
        if last is not None:
            after = _midnight(last + timedelta(days=1))
            queryset = queryset.filter(**{f"{self.parameter_name}__lt": after})
        return queryset


class ChoiceFilter(ChoicesDropdownFilter):
    """One of a field's choices; anything else in the address is left out: a NUL would crash."""

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep the chosen value."""
        known = {str(value) for value, _name in self.field.flatchoices}
        if str(self.value()) not in known:
            return queryset
        return queryset.filter(**{self.field_path: self.value()})


def _day(value: object) -> date | None:
    try:
        day = parse_date(str(value or ""))
    except ValueError:
        return None
    # the edges of the calendar overflow when moved into a time zone
    return day if day is not None and date.min.year < day.year < date.max.year else None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))

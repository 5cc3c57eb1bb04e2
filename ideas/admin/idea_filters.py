"""Filters of the list of ideas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import (
    DropdownFilter,
    MultipleDropdownFilter,
    RangeNumericListFilter,
)

from feedback.models import Channel
from ideas.models import Evidence, Status

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


class StatusFilter(MultipleDropdownFilter):
    """Ideas in one of these statuses."""

    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """All statuses, in their order."""
        return list(Status.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep the chosen statuses."""
        chosen = set(self.value() or ()) & set(Status.values)
        return queryset.filter(status__in=chosen) if chosen else queryset


class ChannelFilter(MultipleDropdownFilter):
    """Ideas asked for on one of these channels."""

    title = _("channel")
    parameter_name = "channel"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Every channel we know."""
        return list(Channel.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep ideas with standing evidence from there."""
        chosen = set(self.value() or ()) & set(Channel.values)
        if not chosen:
            return queryset
        there = Evidence.objects.standing().filter(request__comment__channel__in=chosen)
        return queryset.filter(pk__in=there.values("idea"))


class AskedAfterLaunchFilter(DropdownFilter):
    """Launched ideas that fans go on asking for."""

    title = _("still asked for")
    parameter_name = "still_asked"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """One choice: only those."""
        return [("yes", _("only those"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep them."""
        if self.value() != "yes":
            return queryset
        return queryset.asked_after_launch()  # type: ignore[attr-defined]


class EffectiveFilter(RangeNumericListFilter):
    """Ideas between two numbers of effective supporters."""

    title = _("effective")
    parameter_name = "effective"

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Keep the range; what is no number is left out."""
        for end, lookup in (("from", "gte"), ("to", "lte")):
            number = _number(self.used_parameters.get(f"{self.parameter_name}_{end}"))
            if number is not None:
                queryset = queryset.filter(**{f"support__effective__{lookup}": number})
        return queryset


def _number(value: object) -> float | None:
    try:
        return float(str(value))
    except ValueError:
        return None

"""Query parameters: what a list may be asked, with nothing silently ignored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django_filters import rest_framework as filters
from rest_framework.exceptions import ValidationError

from engine.api.paging import CURSOR, LIMIT, ORDER

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet
    from django.http import QueryDict
    from rest_framework.request import Request
    from rest_framework.views import APIView

MAX_QUERY = 100


class AnyOf(filters.MultipleChoiceFilter):  # type: ignore[misc]
    """One of several choices; the parameter may be given more than once."""

    def __init__(self, **options: Any) -> None:
        """Leave out DISTINCT: a choice is a column of the row itself, never a join."""
        super().__init__(distinct=False, **options)


class IdFilter(filters.NumberFilter):  # type: ignore[misc]
    """A row's id, within what the column can be compared with."""

    field_class = forms.IntegerField

    def __init__(self, **options: Any) -> None:
        """Bound the number."""
        super().__init__(min_value=1, max_value=2**63 - 1, **options)


class TextQuery(filters.CharFilter):  # type: ignore[misc]
    """Words to look for, bounded since each of them costs a look into the index."""

    def __init__(self, **options: Any) -> None:
        """Bound the length."""
        super().__init__(max_length=MAX_QUERY, **options)


class StrictFilters(filters.DjangoFilterBackend):  # type: ignore[misc]
    """A view's filters; a parameter nobody knows is an error, not an unfiltered list."""

    def filter_queryset(
        self, request: Request, queryset: QuerySet[Any], view: APIView
    ) -> QuerySet[Any]:
        """Refuse unknown parameters and NUL, then filter."""
        filterset = self.get_filterset_class(view, queryset)
        known = {CURSOR, LIMIT, *(filterset.base_filters if filterset else ())}
        if len(getattr(view, "orders", (0, 0))) > 1:
            known.add(ORDER)
        refuse_unknown(request.query_params, known=known)
        found: QuerySet[Any] = super().filter_queryset(request, queryset, view)
        return found


def refuse_unknown(given: QueryDict, *, known: Collection[str]) -> None:
    """Refuse a query with a parameter that would change nothing."""
    unknown = sorted(set(given).difference(known))
    if unknown:
        there = f"there are: {', '.join(sorted(known))}" if known else "there is none here"
        told = f"There is no such parameter; {there}."
        raise ValidationError(dict.fromkeys(unknown, told))

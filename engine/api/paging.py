"""Keyset paging: a page goes on after the last row seen, however many rows arrive meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.db.models import F, Model, Q, QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

if TYPE_CHECKING:
    from django.db.models.expressions import OrderBy
    from rest_framework.request import Request
    from rest_framework.views import APIView

CURSOR, LIMIT, ORDER = "cursor", "limit", "order"
DEFAULT_LIMIT = 50
MAX_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Key:
    """One column of an order; rows without a value come last, in both directions."""

    path: str
    descending: bool = False
    nullable: bool = False

    def ordering(self) -> OrderBy:
        """How the database sorts by this column."""
        # Told of nulls where there are none, PostgreSQL would leave the index aside.
        nulls_last = True if self.nullable else None
        column = F(self.path)
        if self.descending:
            return column.desc(nulls_last=nulls_last)
        return column.asc(nulls_last=nulls_last)

    def after(self, value: Any) -> Q:
        """Rows that stand strictly behind this value."""
        if value is None:
            return Q(pk__in=[])
        behind = Q(**{f"{self.path}__{'lt' if self.descending else 'gt'}": value})
        return behind | Q(**{f"{self.path}__isnull": True}) if self.nullable else behind

    def level(self, value: Any) -> Q:
        """Rows that hold this very value."""
        return Q(**{f"{self.path}__isnull": True}) if value is None else Q(**{self.path: value})

    def value_of(self, row: Model) -> Any:
        """The column's value in a row, across joined rows that may be missing."""
        value: Any = row
        for name in self.path.split("__"):
            value = getattr(value, name, None)
        return value


# The last key of an order tells every two rows apart.
Order = Sequence[Key]
BY_ARRIVAL: Mapping[str, Order] = {
    "-received": [Key("pk", descending=True)],
    "received": [Key("pk")],
}


class CursorPaging(BasePagination):
    """Pages of a view's `orders`; the cursor is opaque and signed, so it need not be checked."""

    def paginate_queryset(  # type: ignore[override]
        self, queryset: QuerySet[Any], request: Request, view: APIView | None = None
    ) -> list[Any]:
        """Answer one page, one row more being asked for to know whether it is the last."""
        self._url = request.build_absolute_uri()
        limit = _limit(request)
        name, order = _chosen(request, view)
        self._salt = f"cursor:{request.path}:{name}"
        page = queryset.order_by(*(key.ordering() for key in order))
        if text := request.query_params.get(CURSOR):
            page = page.filter(_behind(order, values=_opened(text, salt=self._salt)))
        rows = list(page[: limit + 1])
        self._last = rows[limit - 1] if len(rows) > limit else None
        self._order = order
        return rows[:limit]

    def get_paginated_response(self, data: Any) -> Response:
        """Answer the page with where the next one begins."""
        cursor = self._next_cursor()
        url = replace_query_param(self._url, CURSOR, cursor) if cursor else None
        return Response({"results": data, "next": url, "next_cursor": cursor})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Describe a page."""
        return {
            "type": "object",
            "required": ["results", "next", "next_cursor"],
            "properties": {
                "results": schema,
                "next": {
                    "type": "string",
                    "format": "uri",
                    "nullable": True,
                    "description": "Address of the next page; null on the last one.",
                    "example": "https://example.com/api/v1/ideas?cursor=WzQxLjcsN10",
                },
                "next_cursor": {
                    "type": "string",
                    "nullable": True,
                    "description": "The same as a value for `cursor`.",
                    "example": "WzQxLjcsN10",
                },
            },
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        """Describe the parameters that every list takes."""
        number = {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}
        orders, default = _orders(view)
        order = {"type": "string", "enum": list(orders), "default": default}
        taken = [
            (CURSOR, {"type": "string"}, "`next_cursor` of the page before."),
            (LIMIT, number, "Rows a page."),
        ]
        if len(orders) > 1:
            taken.append((ORDER, order, "What comes first; `-` is descending."))
        return [
            {"name": name, "in": "query", "required": False, "description": told, "schema": schema}
            for name, schema, told in taken
        ]

    def _next_cursor(self) -> str | None:
        if self._last is None:
            return None
        values = [key.value_of(self._last) for key in self._order]
        plain = [v.isoformat() if hasattr(v, "isoformat") else v for v in values]
        return signing.dumps(plain, salt=self._salt)


def _orders(view: APIView | None) -> tuple[Mapping[str, Order], str]:
    orders: Mapping[str, Order] = getattr(view, "orders", BY_ARRIVAL)
    return orders, next(iter(orders))


def _chosen(request: Request, view: APIView | None) -> tuple[str, Order]:
    orders, default = _orders(view)
    name = request.query_params.get(ORDER, default)
    if name not in orders:
        raise ValidationError({ORDER: f"There are: {', '.join(orders)}."})
    return name, orders[name]


def _limit(request: Request) -> int:
    text = request.query_params.get(LIMIT, str(DEFAULT_LIMIT))
    # isdecimal alone would take a number too long to be read
    if not (text.isdecimal() and len(text) <= len(str(MAX_LIMIT)) and 1 <= int(text) <= MAX_LIMIT):
        raise ValidationError({LIMIT: f"A whole number from 1 to {MAX_LIMIT} is needed."})
    return int(text)


def _opened(text: str, *, salt: str) -> list[Any]:
    try:
        values: list[Any] = signing.loads(text, salt=salt)
    except signing.BadSignature as error:
        raise ValidationError(
            {CURSOR: "This is no cursor of this list in this order; begin without one."}
        ) from error
    return values


def _behind(order: Order, *, values: Sequence[Any]) -> Q:
    """Rows after these values: equal in the first keys, behind in the next one."""
    found, level = Q(pk__in=[]), Q()
    for key, value in zip(order, values, strict=True):
        found |= level & key.after(value)
        level &= key.level(value)
    return found

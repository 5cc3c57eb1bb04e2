"""A condition that PostgreSQL can carry into a view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models

from feedback.models import FanRequest

if TYPE_CHECKING:
    from feedback.models import CommentQuerySet


class _IsAny(models.Func):
    """`one = ANY(array)`: unlike IN, it goes into both halves of a UNION and uses their indexes."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("

    def __init__(self, *expressions: models.F | ArraySubquery) -> None:
        super().__init__(*expressions, output_field=models.BooleanField())


def is_any_of(column: str, wanted: models.QuerySet[Any, Any]) -> models.Func:
    """The condition that this column is one of what another question finds, asked once."""
    return _IsAny(models.F(column), ArraySubquery(wanted))


def asked_in(comments: CommentQuerySet, *, request: str) -> models.Func:
    """The condition that this column names a request out of these comments."""
    wanted = comments.order_by().values("pk")
    requests = FanRequest.objects.filter(comment__in=wanted).order_by()
    return is_any_of(request, requests.values("pk"))

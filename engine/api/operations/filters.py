"""What a list of operations may be asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.validators import RegexValidator
from django_filters import rest_framework as filters

from engine.ledger.models import CellChange, Operation

if TYPE_CHECKING:
    from django.db.models import QuerySet

_ROW = RegexValidator(
    r"\A[a-z_]+\.[a-z_]+:[0-9]{1,18}\Z", "A table and a number are needed, such as ideas.idea:7."
)


class OperationFilters(filters.FilterSet):  # type: ignore[misc]
    """Kind, actor, time, row."""

    kind = filters.CharFilter(
        max_length=60, help_text="Only this kind: `comment.label`, `idea.status`, `undo`, …"
    )
    actor = filters.CharFilter(
        field_name="actor__username",
        max_length=150,
        help_text="User name of the colleague whose doing they are.",
    )
    since = filters.IsoDateTimeFilter(
        field_name="at", lookup_expr="gte", help_text="Made at or after this time."
    )
    row = filters.CharFilter(
        method="touching",
        validators=[_ROW],
        help_text="Only those that changed this row: table and number, `ideas.idea:7`.",
    )

    class Meta:
        model = Operation
        fields: list[str] = []

    def touching(
        self, queryset: QuerySet[Operation], _name: str, value: str
    ) -> QuerySet[Operation]:
        """Keep the operations that changed a cell of the row."""
        table, _colon, row = value.partition(":")
        changes = CellChange.objects.filter(model=table, row=int(row))
        return queryset.filter(pk__in=changes.values("operation"))

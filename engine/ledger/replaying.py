"""Replay: what people's cells hold by the ledger alone, now and at a past time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

from engine.ledger.cells import concerns
from engine.ledger.models import CellChange

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from engine.ledger.cells import Concern, Values

# A change must begin with what the one before it left.
_BROKEN = """
SELECT model, row, field, operation_id, before, held FROM (
    SELECT model, row, field, operation_id, before,
           lag(after) OVER same AS held, row_number() OVER same AS place
    FROM ledger_cellchange
    WINDOW same AS (PARTITION BY model, row, field ORDER BY operation_id, id)
) chain
WHERE place > 1 AND before IS DISTINCT FROM held
ORDER BY operation_id
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell whose value is not what the ledger says; for a reader of `check_ledger`."""

    cell: str
    ledger: Any
    found: Any


def replayed(concern: Concern, name: str) -> Values:
    """What each cell of a field holds after all operations, in their order."""
    last = (
        CellChange.objects.filter(model=concern.label, field=name)
        .order_by("row", "-operation_id", "-pk")
        .distinct("row")
    )
    return dict(last.values_list("row", "after"))


def values_at(concern: Concern, name: str, *, rows: Collection[int], when: datetime) -> Values:
    """What the cells of these rows held at a time: now, with later operations undone in memory."""
    values = concern.cells[name].read(rows)
    first_later = (
        CellChange.objects.filter(
            model=concern.label, field=name, row__in=values, operation__at__gt=when
        )
        .order_by("row", "operation_id", "pk")
        .distinct("row")
    )
    return values | dict(first_later.values_list("row", "before"))


def differences() -> list[Difference]:
    """Every cell that was written past the ledger, and every change that does not fit its row."""
    found = []
    for concern in concerns():
        for name, kind in concern.cells.items():
            told = replayed(concern, name)
            held = kind.read(told)
            found += [
                Difference(f"{concern.label}:{row}.{name}", told[row], value)
                for row, value in held.items()
                if value != told[row]
            ]
    return found + _broken_chains()


def _broken_chains() -> list[Difference]:
    with connection.cursor() as cursor:
        cursor.execute(_BROKEN)
        rows = cursor.fetchall()
    return [
        Difference(f"{model}:{row}.{name} @{operation}", held, before)
        for model, row, name, operation, before, held in rows
    ]

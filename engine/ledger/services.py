"""The only writer of operations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models, transaction

from engine.ledger.models import CellChange, Operation

if TYPE_CHECKING:
    from collections.abc import Iterable

Actor: TypeAlias = AbstractBaseUser | AnonymousUser | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that an operation changes; before and after are JSON values."""

    row: models.Model
    field: str
    before: Any
    after: Any


def plain(value: Any) -> Any:
    """A cell's value as JSON keeps it: rows by key, times and dates as text."""
    if isinstance(value, models.Model):
        return value.pk
    return value.isoformat() if isinstance(value, date) else value


@transaction.atomic
def record_operation(
    kind: str,
    *,
    actor: Actor,
    changes: Iterable[Cell],
    reason: str = "",
    undoes: Operation | None = None,
) -> Operation | None:
    """Append one operation with its changed cells; None when nothing changed."""
    changed = [cell for cell in changes if cell.before != cell.after]
    if not changed:
        return None
    operation = Operation.objects.create(
        kind=kind,
        actor_id=actor.pk if actor is not None else None,
        reason=reason,
        undoes=undoes,
    )
    CellChange.objects.bulk_create(
        CellChange(
            operation=operation,
            model=cell.row._meta.label_lower,
            row=cell.row.pk,
            field=cell.field,
            before=cell.before,
            after=cell.after,
        )
        for cell in changed
    )
    return operation

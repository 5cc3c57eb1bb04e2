"""What people did to one row, told for a reader: who, when, from what to what, why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.encoding import force_str

from engine.ledger.models import CellChange, Operation
from engine.ledger.names import operation_name

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import AbstractUser

Say = Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Change:
    """One changed cell in words."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One operation in words; an empty actor means an automatic one."""

    name: str
    actor: str
    at: datetime
    reason: str
    changes: tuple[Change, ...]


def history_of(row: models.Model, *, says: Mapping[str, Say], limit: int = 50) -> list[Entry]:
    """The newest operations on this row; says turns a field's stored value into words."""
    cells = CellChange.objects.filter(model=row._meta.label_lower, row=row.pk).order_by("pk")
    operations = (
        Operation.objects.touching(row)
        .select_related("actor")
        .prefetch_related(models.Prefetch("changes", queryset=cells, to_attr="cells_of_row"))
    )
    return [_entry(operation, row=row, says=says) for operation in operations[:limit]]


def _entry(operation: Operation, *, row: models.Model, says: Mapping[str, Say]) -> Entry:
    cells: list[CellChange] = operation.cells_of_row  # type: ignore[attr-defined]
    return Entry(
        name=operation_name(operation.kind),
        actor=actor_name(operation.actor),
        at=operation.at,
        reason=operation.reason,
        changes=tuple(_change(cell, row=row, says=says) for cell in cells),
    )


def _change(cell: CellChange, *, row: models.Model, says: Mapping[str, Say]) -> Change:
    model = type(row)
    say = says.get(cell.field) or say_of(model, cell.field)
    return Change(
        field=field_name(model, cell.field), before=say(cell.before), after=say(cell.after)
    )


def actor_name(actor: AbstractUser | None) -> str:
    """A person's name as colleagues know it."""
    return (actor.get_full_name() or actor.get_username()) if actor is not None else ""


def field_name(model: type[models.Model], name: str) -> str:
    """A field's name on screens; fields that are gone keep the name they had."""
    known = {field.name: field for field in model._meta.get_fields()}
    field = known.get(name)
    if field is None:
        return name
    if isinstance(field, models.Field):
        return force_str(field.verbose_name)
    return force_str(field.related_model._meta.verbose_name) if field.related_model else name


def say_of(model: type[models.Model], name: str) -> Say:
    """How to say a field's stored value: a choice by its name, anything else as it is."""
    known = {field.name: field for field in model._meta.get_fields()}
    choices = dict(getattr(known.get(name), "flatchoices", None) or ())
    return lambda value: plain(choices.get(value, value) if isinstance(value, str) else value)


def plain(value: Any) -> str:
    """A JSON value as people write it."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "、".join(plain(item) for item in value)
    return str(value)

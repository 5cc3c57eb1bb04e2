"""What people did to one row, told for a reader: who, when, from what to what, why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.encoding import force_str
from django.utils.translation import gettext

from engine.ledger.models import CellChange, Operation
from engine.ledger.names import operation_name
from engine.ledger.rights import may_undo
from engine.ledger.undone import undone_by

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import AbstractUser

    from engine.ledger.rights import Person

Say = Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Change:
    """One changed cell in words."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One operation in words; an empty actor means an automatic one.

    `undone` is the undo that took it back, or None; `may_undo` is whether its reader may.
    """

    operation: int
    name: str
    actor: str
    at: datetime
    reason: str
    changes: tuple[Change, ...]
    undone: int | None
    may_undo: bool = False


def history_of(
    row: models.Model,
    *,
    says: Mapping[str, Say],
    also: Iterable[models.Model] = (),
    pointed_by: Mapping[str, str] | None = None,
    person: Person | None = None,
    limit: int = 50,
) -> list[Entry]:
    """The newest operations on this row; says turns a field's stored value into words.

    `also` are rows made and taken back on it, such as its notes: told by what they are called.
    `pointed_by` names fields of the same table by which other rows came to point at this one,
    each with what that is called from here. `person` is the reader who may take some back.
    """
    pointing = pointed_by or {}
    rows = {(member._meta.label_lower, member.pk): member for member in (row, *also)}
    cells = CellChange.objects.filter(_any_of(rows) | _pointing_at(row, pointing)).order_by("pk")
    operations = (
        Operation.objects.filter(pk__in=cells.order_by().values("operation"))
        .order_by("-at", "-pk")
        .select_related("actor")
        .prefetch_related(models.Prefetch("changes", queryset=cells, to_attr="cells_of_row"))
    )
    found = list(operations[:limit])
    undone = undone_by(operation.pk for operation in found)
    teller = _Teller(row, rows, says, pointing, _names_pointing(found, row=row, fields=pointing))
    return [
        _entry(operation, teller=teller, undone=undone.get(operation.pk), person=person)
        for operation in found
    ]


def _any_of(rows: Iterable[tuple[str, int]]) -> models.Q:
    found: dict[str, list[int]] = defaultdict(list)
    for label, pk in rows:
        found[label].append(pk)
    places = [models.Q(model=label, row__in=pks) for label, pks in found.items()]
    return reduce(or_, places)


def _pointing_at(row: models.Model, fields: Iterable[str]) -> models.Q:
    ends = models.Q(before=row.pk) | models.Q(after=row.pk)
    return models.Q(ends, model=row._meta.label_lower, field__in=list(fields))


def _names_pointing(
    operations: Iterable[Operation], *, row: models.Model, fields: Container[str]
) -> dict[int, str]:
    """What the rows are called that came to point at this one."""
    others = {
        cell.row
        for operation in operations
        for cell in _cells_of(operation)
        if cell.field in fields and cell.row != row.pk
    }
    named = type(row)._base_manager.in_bulk(others) if others else {}
    return {pk: str(other) for pk, other in named.items()}


@dataclass(frozen=True, slots=True)
class _Teller:
    """Says the changed cells of one row, of what is on it, and of what points at it."""

    row: models.Model
    rows: Mapping[tuple[str, int], models.Model]
    says: Mapping[str, Say]
    pointing: Mapping[str, str]
    names: Mapping[int, str]

    def tell(self, cell: CellChange) -> Change:
        row = self.rows.get((cell.model, cell.row))
        if row is not None:
            return _change(cell, row=row, says=self.says)
        name = self.names.get(cell.row, f"#{cell.row}")
        before, after = (name if end == self.row.pk else "" for end in (cell.before, cell.after))
        return Change(self.pointing[cell.field], before, after)


def _entry(
    operation: Operation, *, teller: _Teller, undone: Operation | None, person: Person | None
) -> Entry:
    return Entry(
        operation=operation.pk,
        name=operation_name(operation.kind),
        actor=actor_name(operation.actor),
        at=operation.at,
        reason=operation.reason,
        changes=tuple(teller.tell(cell) for cell in _cells_of(operation)),
        undone=undone.pk if undone is not None else None,
        may_undo=undone is None and person is not None and may_undo(operation, person=person),
    )


def _cells_of(operation: Operation) -> list[CellChange]:
    found: list[CellChange] = operation.cells_of_row  # type: ignore[attr-defined]
    return found


def _change(cell: CellChange, *, row: models.Model, says: Mapping[str, Say]) -> Change:
    model = type(row)
    if cell.field == "is_standing":
        name = force_str(model._meta.verbose_name)
        return Change(name, str(row) if cell.before else "", str(row) if cell.after else "")
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

    def said(value: Any) -> Any:
        if isinstance(value, list):
            return [said(item) for item in value if item not in (None, "")]
        return choices.get(value, value) if isinstance(value, str) else value

    return lambda value: plain(said(value))


def plain(value: Any) -> str:
    """A JSON value as people write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list):
        return "、".join(plain(item) for item in value)
    return str(value)

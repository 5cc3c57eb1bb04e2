"""Undo: put back what an operation changed, all of it or nothing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext as _

from engine.ledger.cells import concern_of
from engine.ledger.models import CellChange, Operation
from engine.ledger.services import Actor, Cell, record_operation
from engine.ledger.undone import undone_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from engine.ledger.cells import Concern, Values

KIND = "undo"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell that no longer holds what the operation left; `since` is who changed it last."""

    change: CellChange
    found: Any
    since: Operation | None
    message: str


class RefusedError(ValueError):
    """An undo that cannot be; carries the conflicts, or only a message."""

    def __init__(self, message: str, *, conflicts: Sequence[Conflict] = ()) -> None:
        """Keep the conflicts for the page or answer that shows them."""
        super().__init__(message)
        self.conflicts = tuple(conflicts)


@dataclass(frozen=True, slots=True)
class Rehearsal(Generic[T]):
    """What an act would do: how things look before and after it, or why it cannot be."""

    before: T
    after: T | None
    refused: Exception | None


class _RehearsedError(Exception):
    """Takes a rehearsal back."""


@transaction.atomic
def undo(operation: Operation, *, actor: Actor, reason: str = "") -> Operation:
    """Write back what every cell held before the operation, as an operation of its own.

    Raises RefusedError with all conflicts where a cell holds something else by now; nothing is
    half done. An undo can be undone.
    """
    changes = list(operation.changes.order_by("pk"))
    by_table = _by_table(changes)
    known = [concern_of(label) for label in by_table]
    for concern in known:
        if concern is not None:
            concern.before()
    row = Operation.objects.select_for_update(of=("self",)).get(pk=operation.pk)
    if not row.is_standing():
        raise RefusedError(_("It has been undone already."))
    held = _held(by_table)
    found = conflicts(changes, held=held)
    if found:
        message = _("Something has changed since; undo that first.")
        raise RefusedError(message, conflicts=found)
    try:
        with transaction.atomic():
            _put_back(by_table)
            # a value may be gone that a cell is to hold again: better known now than at the end
            connection.check_constraints()
    except IntegrityError as error:
        raise RefusedError(_broken(error)) from error
    made = record_operation(
        KIND, actor=actor, reason=reason, undoes=row, changes=[_inverse(c) for c in changes]
    )
    for concern in known:
        if concern is not None:
            concern.after({change.row for change in by_table[concern.label]})
    return made or row


@transaction.atomic
def conflicts_of(operation: Operation) -> list[Conflict]:
    """Every cell in the way of undoing this operation now."""
    changes = list(operation.changes.order_by("pk"))
    return conflicts(changes, held=_held(_by_table(changes)))


def conflicts(
    changes: Iterable[CellChange], *, held: Mapping[tuple[str, str], Values]
) -> list[Conflict]:
    """Compare what cells hold with what the changes of one operation left there.

    A later operation that stands is in the way even where the cell holds the same once more:
    what it did would be lost, and it could not be taken back itself.
    """
    members = list(changes)
    covered = _covered(members)
    found = []
    for change in members:
        message, value = _in_the_way(change, held.get((change.model, change.field)))
        if not message and (change.model, change.row, change.field) in covered:
            message = _("It was changed since, and changed back.")
        if message:
            found.append(Conflict(change, value, _since(change), message))
    return found


def rehearse(act: Callable[[], Any], *, look: Callable[[], T]) -> Rehearsal[T]:
    """Do an act, look, and take it back: `look` is called before and after."""
    before = look()
    seen: list[T] = []
    try:
        with transaction.atomic():
            act()
            seen.append(look())
            raise _RehearsedError
    except _RehearsedError:
        return Rehearsal(before, seen[0], None)
    except ValueError as refused:
        return Rehearsal(before, None, refused)


def _by_table(changes: Iterable[CellChange]) -> dict[str, list[CellChange]]:
    found: dict[str, list[CellChange]] = defaultdict(list)
    for change in changes:
        found[change.model].append(change)
    return dict(sorted(found.items()))


def _by_field(changes: Iterable[CellChange]) -> dict[str, list[CellChange]]:
    found: dict[str, list[CellChange]] = defaultdict(list)
    for change in changes:
        found[change.field].append(change)
    return found


def _held(by_table: Mapping[str, Sequence[CellChange]]) -> dict[tuple[str, str], Values]:
    """Read and lock every cell, table by table: two undos can never wait for each other."""
    return {
        (label, name): concern.cells[name].read([change.row for change in members], lock=True)
        for label, changes in by_table.items()
        if (concern := concern_of(label)) is not None
        for name, members in sorted(_by_field(changes).items())
        if name in concern.cells
    }


def _in_the_way(change: CellChange, held: Values | None) -> tuple[str, Any]:
    if held is None:
        return _("This cannot be undone."), None
    if change.row not in held:
        return _("The row is gone."), None
    value = held[change.row]
    return ("" if value == change.after else _("It holds something else by now.")), value


def _covered(changes: Sequence[CellChange]) -> set[tuple[str, int, str]]:
    """Those of the cells that a later operation changed which nobody took back."""
    if not changes:
        return set()
    places = [
        models.Q(model=label, field=name, row__in=[change.row for change in members])
        for label, of_table in _by_table(changes).items()
        for name, members in _by_field(of_table).items()
    ]
    later = CellChange.objects.filter(
        reduce(or_, places),
        operation__gt=changes[0].operation_id,
        operation__undoes__isnull=True,
    )
    cells = list(later.values_list("model", "row", "field", "operation"))
    undone = undone_by({operation for *_cell, operation in cells})
    return {(model, row, name) for model, row, name, by in cells if by not in undone}


def _since(change: CellChange) -> Operation | None:
    later = CellChange.objects.filter(
        model=change.model, row=change.row, field=change.field, operation__gt=change.operation_id
    )
    last = later.select_related("operation__actor").order_by("-operation_id").first()
    return last.operation if last is not None else None


def _put_back(by_table: Mapping[str, Sequence[CellChange]]) -> None:
    for label, changes in by_table.items():
        concern: Concern | None = concern_of(label)
        for name, members in _by_field(changes).items():
            if concern is not None:
                concern.cells[name].write({change.row: change.before for change in members})


def _inverse(change: CellChange) -> Cell:
    model = concern_of(change.model)
    if model is None:
        message = f"nothing registered for {change.model}"
        raise LookupError(message)
    row: models.Model = model.model(pk=change.row)
    return Cell(row, change.field, change.after, change.before)


def _broken(error: IntegrityError) -> str:
    diagnosis = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", None) or "?"
    return _("It would break a rule of the house: %(rule)s.") % {"rule": name}

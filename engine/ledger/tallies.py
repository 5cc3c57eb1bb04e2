"""What stands behind rows, counted before and after an undo: the apps register how."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models, transaction

from engine.ledger.undoing import Rehearsal, rehearse, undo

if TYPE_CHECKING:
    from engine.ledger.models import CellChange, Operation
    from engine.ledger.services import Actor

Numbers = Mapping[str, int | float | None]


@dataclass(frozen=True, slots=True)
class Counted:
    """A row with what stands behind it: one number a name; None is unknown."""

    title: str
    numbers: Numbers


@dataclass(frozen=True, slots=True)
class Tally:
    """Which rows of a table the changed cells concern, and how these rows are counted.

    `names` are the numbers' names on screens.
    """

    model: type[models.Model]
    names: Mapping[str, Any]
    concerned: Callable[[Sequence[CellChange]], Collection[int]]
    count: Callable[[Collection[int]], Mapping[int, Counted]]


@dataclass(frozen=True, slots=True)
class Effect:
    """A row's numbers before an undo and after it; after is None where it cannot be done."""

    model: type[models.Model]
    row: int
    title: str
    before: Numbers
    after: Numbers | None


Counts = dict[tuple[str, int], Counted]
_TALLIES: dict[str, Tally] = {}


def register_tally(tally: Tally) -> None:
    """Let rows of a table be counted around an undo."""
    _TALLIES[tally.model._meta.label_lower] = tally


def tally_of(model: type[models.Model]) -> Tally:
    """How the rows of a table are counted."""
    return _TALLIES[model._meta.label_lower]


def rehearse_undo(operation: Operation, *, actor: Actor) -> tuple[Rehearsal[Counts], list[Effect]]:
    """Undo, count and take the undo back."""
    look = _look(operation)
    done = rehearse(lambda: undo(operation, actor=actor), look=look)
    return done, _effects(done.before, done.after)


@transaction.atomic
def undo_and_count(
    operation: Operation, *, actor: Actor, reason: str = ""
) -> tuple[Operation, list[Effect]]:
    """Undo for good; answers the undo and the numbers around it. Raises RefusedError."""
    look = _look(operation)
    before = look()
    made = undo(operation, actor=actor, reason=reason)
    return made, _effects(before, look())


def _look(operation: Operation) -> Callable[[], Counts]:
    changes = list(operation.changes.order_by("pk"))
    concerned = {label: sorted(tally.concerned(changes)) for label, tally in _TALLIES.items()}

    def look() -> Counts:
        return {
            (label, row): counted
            for label, rows in concerned.items()
            if rows
            for row, counted in sorted(_TALLIES[label].count(rows).items())
        }

    return look


def _effects(before: Counts, after: Counts | None) -> list[Effect]:
    return [
        Effect(
            model=_TALLIES[key[0]].model,
            row=key[1],
            title=counted.title,
            before=counted.numbers,
            after=None if after is None else after[key].numbers,
        )
        for key, counted in before.items()
    ]

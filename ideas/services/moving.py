"""Move ideas through statuses, by the one table; history is the ledger's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from engine.ledger.services import Actor, Cell, plain, record_operation
from ideas.models import Idea, Status
from ideas.statuses import MOVES, Move, moves_from

if TYPE_CHECKING:
    from datetime import date


class IllegalMoveError(ValueError):
    """A move the table does not allow; carries the legal ones."""

    def __init__(self, message: str, *, legal: list[Move]) -> None:
        """Keep the legal moves for the page or answer that shows them."""
        super().__init__(message)
        self.legal = legal


@dataclass(frozen=True, slots=True)
class Given:
    """What a move may need: the reply's link, a public reason, a date to look again."""

    public_reply: str = ""
    public_reason: str = ""
    revisit_on: date | None = None


@transaction.atomic
def change_status(
    idea: Idea, *, to: Status | str, actor: Actor, given: Given | None = None, reason: str = ""
) -> Idea:
    """Move an idea; raises IllegalMoveError with the legal moves."""
    row = Idea.objects.select_for_update(of=("self",)).get(pk=idea.pk)
    given = given or Given()
    move = _legal_move(row, to=to, actor=actor)
    changes = [Cell(row, "status", row.status, str(to))]
    row.status = Status(to)
    changes.extend(_fill(row, name, given=given, move=move) for name in move.needs)
    row.updated_at = timezone.now()
    row.save(update_fields=["status", "updated_at", *move.needs])
    record_operation("idea.status", actor=actor, reason=reason, changes=changes)
    return row


def allowed_moves(idea: Idea, *, actor: Actor) -> list[Move]:
    """The legal moves that this person may make now."""
    return [move for move in moves_from(idea.status) if _may(actor, move)]


def _legal_move(idea: Idea, *, to: Status | str, actor: Actor) -> Move:
    move = MOVES.get((Status(idea.status), Status(to)))
    legal = moves_from(idea.status)
    if move is None:
        targets = ", ".join(m.target for m in legal) or "none"
        message = f"{idea.status} → {to} is not a move; legal from here: {targets}"
        raise IllegalMoveError(message, legal=legal)
    if not _may(actor, move):
        message = f"{idea.status} → {to} is for: {', '.join(sorted(move.roles))}"
        raise IllegalMoveError(message, legal=[m for m in legal if _may(actor, m)])
    return move


def _fill(row: Idea, name: str, *, given: Given, move: Move) -> Cell:
    value = getattr(given, name) or getattr(row, name)
    if not value:
        message = f"{move.target} needs {name}"
        raise IllegalMoveError(message, legal=moves_from(move.source))
    before = getattr(row, name)
    setattr(row, name, value)
    return Cell(row, name, plain(before), plain(value))


def _may(actor: Actor, move: Move) -> bool:
    if actor is None or getattr(actor, "is_superuser", False):
        return True
    groups = actor.groups.values_list("name", flat=True)  # type: ignore[union-attr]
    return bool(move.roles.intersection(groups))

"""Move ideas through statuses, by the one table; history is the ledger's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Group
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engine.ledger.services import Actor, Cell, plain, record_operation
from ideas.models import Decision, Idea, Outcome, Status
from ideas.roles import EDITOR, MANAGER
from ideas.services.clocks import settle_clocks
from ideas.services.decisions import make_decision, take_back
from ideas.services.needs import CHECKS, Given, LackingError, checked_reason
from ideas.services.outreach.planning import plan_outreach
from ideas.status_words import roles_of, status_name, status_names
from ideas.statuses import MOVES, Consequence, Move, Need, moves_from

__all__ = [
    "ForbiddenMoveError",
    "Given",
    "IllegalMoveError",
    "allowed_moves",
    "change_status",
    "lock_idea",
    "may_make",
    "refusal_of",
    "resolve",
]

_NOTHING: dict[str, Any] = {"public_reason": "", "revisit_on": None}
_OUTCOMES = {
    Status.PLANNED: Outcome.APPROVE,
    Status.LAUNCHED: Outcome.APPROVE,
    Status.PARKED: Outcome.PARK,
    Status.DECLINED: Outcome.DECLINE,
}


class IllegalMoveError(ValueError):
    """A move the table does not allow; carries the legal ones, and the field that is lacking."""

    def __init__(self, message: str, *, legal: list[Move], lacks: str = "") -> None:
        """Keep the legal moves for the page or answer that shows them."""
        super().__init__(message)
        self.legal = legal
        self.lacks = lacks


class ForbiddenMoveError(IllegalMoveError):
    """A move of the table that is not for this person."""


def change_status(
    idea: Idea, *, to: Status | str, actor: Actor, given: Given | None = None, reason: str = ""
) -> Idea:
    """Move an idea; raises IllegalMoveError with the legal moves.

    Where the move is a decision (planned, parked, declined), the decision is made with it.
    """
    return resolve(idea, to=to, actor=actor, given=given, reason=reason)[0]


@transaction.atomic
def resolve(
    idea: Idea, *, to: Status | str, actor: Actor, given: Given | None = None, reason: str = ""
) -> tuple[Idea, Decision | None]:
    """Move an idea and make the decision that belongs to the move, as one operation."""
    row = lock_idea(idea, seen=given.seen if given else "")
    move = _legal_move(row, to=to, actor=actor)
    try:
        return _make(row, move=move, actor=actor, given=given or Given(), reason=reason)
    except LackingError as error:
        raise IllegalMoveError(str(error), legal=_mine(row, actor), lacks=error.name) from error


def lock_idea(idea: Idea, *, seen: str = "") -> Idea:
    """Lock an idea's row; refuses one merged away, or no longer in the status that was seen."""
    row = Idea.objects.select_for_update(of=("self",)).get(pk=idea.pk)
    if row.merged_into_id is not None:
        message = _("The idea was merged into #%(number)s; act on that one.")
        raise IllegalMoveError(message % {"number": row.merged_into_id}, legal=[])
    if seen and seen != row.status:
        message = _("Somebody moved the idea meanwhile; please look again.")
        raise IllegalMoveError(message, legal=moves_from(row.status))
    return row


def allowed_moves(idea: Idea, *, actor: Actor) -> list[Move]:
    """The legal moves that this person may make now."""
    moves = moves_from(idea.status)
    if actor is None:
        return [move for move in moves if move.by_itself]
    roles = _roles_of(actor)
    return [move for move in moves if move.roles & roles]


def may_make(move: Move, *, actor: Actor) -> bool:
    """Whether a person's role allows a move; nobody's doing are only moves made by themselves."""
    return move.by_itself if actor is None else bool(move.roles & _roles_of(actor))


def _roles_of(actor: AbstractBaseUser | AnonymousUser) -> frozenset[str]:
    if not actor.is_active:
        return frozenset()
    if getattr(actor, "is_superuser", False):
        return frozenset({EDITOR, MANAGER})
    groups = Group.objects.filter(user=actor.pk)
    return frozenset(groups.values_list("name", flat=True))


def _make(
    row: Idea, *, move: Move, actor: Actor, given: Given, reason: str
) -> tuple[Idea, Decision | None]:
    reason = checked_reason(reason)
    values = {**_emptied(move), **_needed(row, move=move, given=given)}
    if move.target == Status.LAUNCHED:
        values["launched_at"] = timezone.now()
    made, cells = _decided(row, move=move, actor=actor, given=_with(given, values), reason=reason)
    if made is not None and made.route:
        values["route"] = made.route
    values["status"] = move.target
    cells += [_set(row, name, value) for name, value in values.items()]
    row.updated_at = timezone.now()
    row.save(update_fields=[*values, "updated_at"])
    kind = "idea.decide" if made is not None else "idea.status"
    record_operation(kind, actor=actor, reason=reason, changes=cells)
    settle_clocks([row.pk])
    if Consequence.LISTS_FANS_TO_TELL in move.causes:
        plan_outreach(row, milestone=move.target)
    return row, made


def _decided(
    row: Idea, *, move: Move, actor: Actor, given: Given, reason: str
) -> tuple[Decision | None, list[Cell]]:
    if Consequence.ENDS_DECISION in move.causes:
        return None, take_back([row.pk])
    if not _wants_decision(row, move=move, given=given):
        return None, []
    return make_decision(
        row, outcome=_OUTCOMES[move.target], given=given, actor=actor, reason=reason
    )


def _wants_decision(row: Idea, *, move: Move, given: Given) -> bool:
    if Need.DECISION not in move.needs:
        return Consequence.MAKES_DECISION in move.causes
    return bool(given.route) or not Decision.objects.approving().filter(idea=row).exists()


def _needed(row: Idea, *, move: Move, given: Given) -> dict[str, Any]:
    """The values of the fields that the move needs: given now, or there already."""
    return {
        str(need): CHECKS[need](getattr(given, need) or getattr(row, need))
        for need in move.needs
        if need in CHECKS
    }


def _emptied(move: Move) -> dict[str, Any]:
    return {name: _NOTHING[name] for name in move.empties}


def _with(given: Given, values: dict[str, Any]) -> Given:
    known = {name: values[name] for name in ("public_reason", "revisit_on") if name in values}
    return replace(given, **known)


def _set(row: Idea, name: str, value: Any) -> Cell:
    before = getattr(row, name)
    setattr(row, name, value)
    return Cell(row, name, plain(before), plain(value))


def _mine(row: Idea, actor: Actor) -> list[Move]:
    return allowed_moves(row, actor=actor)


def refusal_of(idea: Idea, *, to: Status | str, actor: Actor) -> str:
    """Why a person may not make a move, in words; empty where they may."""
    try:
        _legal_move(idea, to=to, actor=actor)
    except IllegalMoveError as error:
        return str(error)
    return ""


def _legal_move(idea: Idea, *, to: Status | str, actor: Actor) -> Move:
    mine = _mine(idea, actor)
    words = {
        "source": status_name(idea.status),
        "target": status_name(to),
        "legal": status_names(move.target for move in mine),
    }
    known = Status(to) if to in Status.values else None
    move = MOVES.get((Status(idea.status), known)) if known else None
    if move is None:
        text = _(
            "“%(source)s” → “%(target)s” is not a move you may make. From here you may: %(legal)s."
        )
        raise IllegalMoveError(text % words, legal=mine)
    if move not in mine:
        text = _("“%(source)s” → “%(target)s” is for: %(roles)s. From here you may: %(legal)s.")
        raise ForbiddenMoveError(text % {**words, "roles": roles_of(move)}, legal=mine)
    return move

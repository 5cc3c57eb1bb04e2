"""Decide about an idea: the decision and the move it means, as one operation."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engine.ledger.services import Actor, Cell, record_operation
from ideas.models import Decision, Idea, Outcome, Status
from ideas.services.decisions import make_decision
from ideas.services.moving import (
    ForbiddenMoveError,
    IllegalMoveError,
    allowed_moves,
    lock_idea,
    may_make,
    resolve,
)
from ideas.services.needs import Given, LackingError, checked_reason
from ideas.statuses import MOVES, moves_from

_MOVE_OF = {
    Outcome.APPROVE: Status.PLANNED,
    Outcome.DECLINE: Status.DECLINED,
    Outcome.PARK: Status.PARKED,
}
# Planned already, or made before it was planned: the decision moves nothing.
_APPROVING = MOVES[Status.IN_REVIEW, Status.PLANNED]
_PAST_THE_GATE = (Status.PLANNED, Status.CONCEPT, Status.PROTOTYPE)


@transaction.atomic
def decide(
    idea: Idea,
    *,
    outcome: Outcome | str,
    actor: Actor,
    given: Given | None = None,
    reason: str = "",
) -> Decision:
    """Approve by a route, decline or park; raises IllegalMoveError with the legal moves.

    Mass production needs the gauge at its threshold, a small batch a named approver and a
    reason, declining a public reason, parking a day. An idea past the gate stays where it is:
    approving it anew changes the route.
    """
    given, wanted = given or Given(), Outcome(outcome)
    row = lock_idea(idea, seen=given.seen)
    if wanted == Outcome.APPROVE and row.status in _PAST_THE_GATE:
        return _approve_in_place(row, actor=actor, given=given, reason=reason)
    made = resolve(idea, to=_MOVE_OF[wanted], actor=actor, given=given, reason=reason)[1]
    if made is None:
        message = f"moving to {_MOVE_OF[wanted]} made no decision"
        raise AssertionError(message)
    return made


def may_decide(idea: Idea, *, actor: Actor) -> bool:
    """Whether this person may decide anything about the idea where it stands."""
    if idea.merged_into_id is not None:
        return False
    if idea.status in _PAST_THE_GATE and may_make(_APPROVING, actor=actor):
        return True
    return any(move.target in _MOVE_OF.values() for move in allowed_moves(idea, actor=actor))


def _approve_in_place(row: Idea, *, actor: Actor, given: Given, reason: str) -> Decision:
    legal = moves_from(row.status)
    if not may_make(_APPROVING, actor=actor):
        raise ForbiddenMoveError(_("Only a product manager decides."), legal=legal)
    try:
        reason = checked_reason(reason)
        made, cells = make_decision(
            row, outcome=Outcome.APPROVE, given=given, actor=actor, reason=reason
        )
    except LackingError as error:
        raise IllegalMoveError(str(error), legal=legal, lacks=error.name) from error
    cells.append(Cell(row, "route", row.route, made.route))
    row.route, row.updated_at = made.route, timezone.now()
    row.save(update_fields=["route", "updated_at"])
    record_operation("idea.decide", actor=actor, reason=reason, changes=cells)
    return made

"""What keeps a promise and what makes it void, read from the one table of status moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ideas.models import ClockKind, Milestone, Status
from ideas.statuses import ASIDE, FORWARD, MOVES, Consequence

if TYPE_CHECKING:
    from ideas.models import ClockPolicy

_STOPS = {
    ClockKind.ANSWER: Consequence.STOPS_ANSWER_CLOCK,
    ClockKind.CONCEPT: Consequence.STOPS_CONCEPT_CLOCK,
    ClockKind.PROTOTYPE: Consequence.STOPS_PROTOTYPE_CLOCK,
}
_KEPT_BY = {
    kind: frozenset(move.target for move in MOVES.values() if stop in move.causes)
    for kind, stop in _STOPS.items()
}
# Files that show what was promised, whatever status the idea is in.
_SHOWN_BY = {
    ClockKind.CONCEPT: frozenset({Milestone.CONCEPT, Milestone.PROTOTYPE}),
    ClockKind.PROTOTYPE: frozenset({Milestone.PROTOTYPE}),
}
# A fan who asked is owed an answer also where the idea is parked; what is no idea owes none.
_ANSWER_LAPSES = frozenset({Status.DISMISSED})
ANSWERED = _KEPT_BY[ClockKind.ANSWER]


def kept_by(policy: ClockPolicy) -> frozenset[Status]:
    """The statuses that keep it; a status that was promised is kept by a later one too."""
    if policy.kind != ClockKind.CUSTOM:
        return _KEPT_BY[ClockKind(policy.kind)]
    wanted = Status(policy.until)
    return frozenset(FORWARD[FORWARD.index(wanted) :] if wanted in FORWARD else (wanted,))


def shown_by(policy: ClockPolicy) -> frozenset[Milestone]:
    """The milestones whose files keep it."""
    return _SHOWN_BY.get(ClockKind(policy.kind), frozenset())


def lapses_by(policy: ClockPolicy) -> frozenset[Status]:
    """The statuses in which it is owed no longer."""
    if policy.kind == ClockKind.ANSWER:
        return _ANSWER_LAPSES
    return frozenset(ASIDE) - kept_by(policy)

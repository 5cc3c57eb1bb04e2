"""The one table of status moves: from, to, who may, what is needed, what it causes."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from ideas.models import Status
from ideas.roles import EDITOR, MANAGER

_S = Status
FORWARD = (
    _S.CANDIDATE,
    _S.TRIAGED,
    _S.ACKNOWLEDGED,
    _S.IN_REVIEW,
    _S.PLANNED,
    _S.CONCEPT,
    _S.PROTOTYPE,
    _S.LAUNCHED,
    _S.CLOSED_LOOP,
)
ASIDE = (_S.PARKED, _S.DECLINED, _S.DISMISSED)
# The loop can only be closed on something launched; all other steps forward may be skipped.
UNSKIPPED = frozenset({_S.LAUNCHED})


class Need(StrEnum):
    """What a move asks for."""

    PUBLIC_REPLY = "public_reply"
    PUBLIC_REASON = "public_reason"
    REVISIT_ON = "revisit_on"
    # one that approves: made with the move, or standing already
    DECISION = "decision"


class Consequence(StrEnum):
    """What a move brings about; that of fans to tell is a name for who keeps the list."""

    STOPS_ANSWER_CLOCK = "stops_answer_clock"
    STARTS_CONCEPT_CLOCK = "starts_concept_clock"
    STARTS_PROTOTYPE_CLOCK = "starts_prototype_clock"
    STOPS_CONCEPT_CLOCK = "stops_concept_clock"
    STOPS_PROTOTYPE_CLOCK = "stops_prototype_clock"
    ASKS_DECISION = "asks_decision"
    MAKES_DECISION = "makes_decision"
    ENDS_DECISION = "ends_decision"
    WAKES_ON_ITS_DAY = "wakes_on_its_day"
    FLAGS_LATER_REQUESTS = "flags_later_requests"
    LISTS_FANS_TO_TELL = "lists_fans_to_tell"


_C = Consequence


@dataclass(frozen=True, slots=True)
class Move:
    """A legal move: who may make it, what it needs, causes, jumps over and empties.

    `by_itself`: the machine makes it too, when the day has come; no other move without a person.
    """

    source: Status
    target: Status
    roles: frozenset[str]
    needs: tuple[Need, ...] = ()
    causes: tuple[Consequence, ...] = ()
    skips: tuple[Status, ...] = ()
    empties: tuple[str, ...] = field(default=())
    by_itself: bool = False


_MANAGER, _BOTH = frozenset({MANAGER}), frozenset({EDITOR, MANAGER})
_EDITORS = {_S.TRIAGED, _S.ACKNOWLEDGED, _S.DISMISSED}
_NEEDS = {
    _S.ACKNOWLEDGED: (Need.PUBLIC_REPLY,),
    _S.PLANNED: (Need.DECISION,),
    # a picture or a prototype may come before the decision, as in the case; the product may not
    _S.LAUNCHED: (Need.DECISION,),
    _S.PARKED: (Need.REVISIT_ON,),
    _S.DECLINED: (Need.PUBLIC_REASON,),
}
_STOPS_ALL_CLOCKS = (_C.STOPS_ANSWER_CLOCK, _C.STOPS_CONCEPT_CLOCK, _C.STOPS_PROTOTYPE_CLOCK)
_CAUSES = {
    _S.ACKNOWLEDGED: (
        _C.STOPS_ANSWER_CLOCK,
        _C.STARTS_CONCEPT_CLOCK,
        _C.STARTS_PROTOTYPE_CLOCK,
        _C.LISTS_FANS_TO_TELL,
    ),
    _S.IN_REVIEW: (_C.ASKS_DECISION,),
    _S.PLANNED: (_C.STOPS_ANSWER_CLOCK, _C.MAKES_DECISION, _C.LISTS_FANS_TO_TELL),
    # steps may be skipped: who has the later thing waits for the earlier one no longer
    _S.CONCEPT: (_C.STOPS_ANSWER_CLOCK, _C.STOPS_CONCEPT_CLOCK, _C.LISTS_FANS_TO_TELL),
    _S.PROTOTYPE: (*_STOPS_ALL_CLOCKS, _C.LISTS_FANS_TO_TELL),
    _S.LAUNCHED: (*_STOPS_ALL_CLOCKS, _C.FLAGS_LATER_REQUESTS, _C.LISTS_FANS_TO_TELL),
    _S.PARKED: (_C.MAKES_DECISION, _C.WAKES_ON_ITS_DAY),
    _S.DECLINED: (_C.STOPS_ANSWER_CLOCK, _C.MAKES_DECISION, _C.LISTS_FANS_TO_TELL),
}
# Left behind, these would speak of a status that no longer holds; the history keeps them.
_EMPTIED = {_S.PARKED: ("revisit_on",), _S.DECLINED: ("public_reason",)}


def _move(source: Status, target: Status, *, skips: tuple[Status, ...] = ()) -> Move:
    is_back = target not in ASIDE and source in ASIDE
    return Move(
        source,
        target,
        _BOTH if target in _EDITORS and not is_back else _MANAGER,
        needs=_NEEDS.get(target, ()),
        causes=(_C.ENDS_DECISION,) if is_back else _CAUSES.get(target, ()),
        skips=skips,
        empties=_EMPTIED.get(source, ()),
        by_itself=source == _S.PARKED and is_back,
    )


def _moves() -> list[Move]:
    forward = [
        _move(source, target, skips=FORWARD[place + 1 : FORWARD.index(target)])
        for place, source in enumerate(FORWARD)
        for target in FORWARD[place + 1 :]
        if not UNSKIPPED.intersection(FORWARD[place + 1 : FORWARD.index(target)])
    ]
    before_launch = FORWARD[: FORWARD.index(_S.LAUNCHED)]
    aside = [_move(s, t) for s in before_launch for t in (_S.PARKED, _S.DECLINED)]
    back = [_move(source, _S.TRIAGED) for source in ASIDE]
    return [*forward, *aside, _move(_S.CANDIDATE, _S.DISMISSED), *back]


MOVES: dict[tuple[Status, Status], Move] = {(m.source, m.target): m for m in _moves()}


def moves_from(source: Status | str) -> list[Move]:
    """Every legal move out of a status, in the order of the statuses."""
    order = list(Status)
    found = [move for move in MOVES.values() if move.source == source]
    return sorted(found, key=lambda move: order.index(move.target))

"""The one table of status moves: from, to, who may, what is needed."""

from __future__ import annotations

from dataclasses import dataclass

from ideas.models import Status
from ideas.roles import EDITOR, MANAGER

_S = Status
_FORWARD = (
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


@dataclass(frozen=True, slots=True)
class Move:
    """A legal move: the roles that may make it and the fields it needs."""

    source: Status
    target: Status
    roles: frozenset[str]
    needs: tuple[str, ...] = ()


def _moves() -> list[Move]:
    manager, both = frozenset({MANAGER}), frozenset({EDITOR, MANAGER})
    forward = [
        Move(source, target, both if target in _EDITORS else manager, _NEEDS.get(target, ()))
        for place, source in enumerate(_FORWARD)
        for target in _FORWARD[place + 1 :]
        if target not in _UNSKIPPED or _FORWARD[place + 1] == target
    ]
    aside = [
        Move(source, target, manager, _NEEDS.get(target, ()))
        for source in _FORWARD[:-2]
        for target in (_S.PARKED, _S.DECLINED)
    ]
    back = [Move(source, _S.TRIAGED, manager) for source in (_S.PARKED, _S.DECLINED, _S.DISMISSED)]
    return [*forward, *aside, *back, Move(_S.CANDIDATE, _S.DISMISSED, both)]


_EDITORS = {_S.TRIAGED, _S.ACKNOWLEDGED}
# The loop can only be closed on something launched; all other steps forward may be skipped.
_UNSKIPPED = {_S.CLOSED_LOOP}
_NEEDS = {
    _S.ACKNOWLEDGED: ("public_reply",),
    _S.PARKED: ("revisit_on",),
    _S.DECLINED: ("public_reason",),
}
MOVES: dict[tuple[Status, Status], Move] = {(m.source, m.target): m for m in _moves()}


def moves_from(source: Status | str) -> list[Move]:
    """Every legal move out of a status, in the order of the statuses."""
    order = list(Status)
    found = [move for move in MOVES.values() if move.source == source]
    return sorted(found, key=lambda move: order.index(move.target))

"""From when to when something stood in each status, told from the moves that nobody took back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Moved:
    """One operation that moved it; `undoes` is the operation it takes back, where it is an undo."""

    operation: int
    undoes: int | None
    at: datetime
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Spell:
    """From when to when it stood in a status; without end where it stands now."""

    status: str
    since: datetime
    until: datetime | None


def standing_moves(moves: Sequence[Moved]) -> list[Moved]:
    """The moves that no undo took back, unless that undo was taken back too."""
    undone: set[int] = set()
    kept = []
    for move in sorted(moves, key=lambda found: found.operation, reverse=True):
        if move.operation in undone:
            continue
        if move.undoes is not None:
            undone.add(move.undoes)
        else:
            kept.append(move)
    return kept[::-1]


def spells_of(moves: Sequence[Moved], *, made_at: datetime, status: str) -> list[Spell]:
    """Every stay in order, the last one in the present status.

    Where undos of moves amid others left another status than the standing moves tell, the last
    change of all brought it there.
    """
    standing = standing_moves(moves)
    arrivals = [(move.after, move.at) for move in standing]
    first = standing[0].before if standing else status
    if (arrivals[-1][0] if arrivals else first) != status:
        arrivals.append((status, max(move.at for move in moves)))
    starts = [(first, made_at)]
    for name, at in arrivals:
        if name != starts[-1][0]:
            starts.append((name, max(at, starts[-1][1])))
    ends = [*(since for _name, since in starts[1:]), None]
    return [Spell(name, since, end) for (name, since), end in zip(starts, ends, strict=True)]

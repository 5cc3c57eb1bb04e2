"""Stays in statuses, told from moves and undos, undos of undos included."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ideas.scorecard.spells import Moved, spells_of, standing_moves

START = datetime(2026, 11, 1, tzinfo=UTC)


def moved(operation: int, before: str, after: str, *, undoes: int | None = None) -> Moved:
    return Moved(operation, undoes, START + timedelta(hours=operation), before, after)


def told(moves: list[Moved], *, status: str) -> list[tuple[str, int, int | None]]:
    def hour(at: datetime) -> int:
        return int((at - START) / timedelta(hours=1))

    return [
        (spell.status, hour(spell.since), hour(spell.until) if spell.until else None)
        for spell in spells_of(moves, made_at=START, status=status)
    ]


def test_moves_are_stays_and_an_undo_leaves_no_trace() -> None:
    first, second = moved(1, "candidate", "triaged"), moved(2, "triaged", "parked")
    assert told([], status="candidate") == [("candidate", 0, None)]
    assert told([first, second], status="parked") == [
        ("candidate", 0, 1), ("triaged", 1, 2), ("parked", 2, None)
    ]  # fmt: skip
    back = moved(3, "parked", "triaged", undoes=2)
    assert told([first, second, back], status="triaged") == [
        ("candidate", 0, 1), ("triaged", 1, None)
    ]  # fmt: skip
    again = moved(4, "triaged", "parked", undoes=3)
    assert told([first, second, back, again], status="parked") == [
        ("candidate", 0, 1), ("triaged", 1, 2), ("parked", 2, None)
    ]  # fmt: skip


def test_an_undo_amid_other_moves_is_an_arrival() -> None:
    moves = [
        moved(1, "candidate", "triaged"),
        moved(2, "triaged", "parked"),
        moved(3, "parked", "triaged"),
        moved(4, "triaged", "candidate", undoes=1),
    ]
    assert told(moves, status="candidate")[-2:] == [("triaged", 3, 4), ("candidate", 4, None)]


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.none() | st.integers(0, 9)), max_size=12))
def test_whatever_was_undone_stays_join_and_end_where_it_stands(
    story: list[tuple[str, int | None]],
) -> None:
    status, moves = "a", []
    for number, (after, undoes) in enumerate(story, start=1):
        target = next((move for move in moves if move.operation == undoes), None)
        standing = {move.operation for move in standing_moves(moves)}
        if target is not None and target.operation in standing and target.after == status:
            moves.append(moved(number, status, target.before, undoes=undoes))
            status = target.before
        else:
            moves.append(moved(number, status, after))
            status = after
    spells = spells_of(moves, made_at=START, status=status)
    assert spells[-1].status == status
    assert spells[0].since == START
    assert [spell.until for spell in spells] == [*(s.since for s in spells[1:]), None]
    assert all(one.status != other.status for one, other in pairwise(spells))

"""The one table of moves against the design, every pair of statuses with every role."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.utils import timezone, translation

from ideas.models import Route, Status
from ideas.services.moving import Given, IllegalMoveError, allowed_moves, change_status
from ideas.status_words import consequences_of, needs_of, roles_of
from ideas.statuses import MOVES, Consequence, Need, moves_from
from tests.factories import make_idea, make_user

if TYPE_CHECKING:
    from typing import Any

# A row for each status left, a column for each status reached, both in the order of the
# statuses. b: editors and managers, m: managers, w: managers, and by itself on its day.
DESIGN = """
candidate     . b b m m m m m . m m b
triaged       . . b m m m m m . m m .
acknowledged  . . . m m m m m . m m .
in_review     . . . . m m m m . m m .
planned       . . . . . m m m . m m .
concept       . . . . . . m m . m m .
prototype     . . . . . . . m . m m .
launched      . . . . . . . . m . . .
closed_loop   . . . . . . . . . . . .
parked        . w . . . . . . . . . .
declined      . m . . . . . . . . . .
dismissed     . m . . . . . . . . . .
"""
MAY = {"editor": "b", "manager": "bmw", "rnd": "", "root": "bmw", "gone": "", "nobody": "w"}


def designed() -> dict[tuple[str, str], str]:
    rows = [line.split() for line in DESIGN.strip().split("\n")]
    assert [row[0] for row in rows] == Status.values
    return {
        (row[0], target): mark
        for row in rows
        for target, mark in zip(Status.values, row[1:], strict=True)
    }


@pytest.fixture
def people(editor, manager, rnd) -> dict[str, Any]:
    gone = make_user("gone", group="产品经理 Product manager", is_active=False)
    root = make_user("root", is_superuser=True)
    return {
        "editor": editor, "manager": manager, "rnd": rnd, "root": root, "gone": gone, "nobody": None
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("source", Status.values)
def test_every_pair_of_statuses_with_every_role(source: str, people: dict[str, Any]) -> None:
    given = Given(
        public_reply="https://weibo.example/1",
        public_reason="现阶段成本过高，暂不考虑",
        revisit_on=timezone.localdate() + timedelta(days=9),
        route=Route.SMALL_BATCH,
        approver=people["manager"],
    )
    idea = make_idea(status=source)
    for target in Status.values:
        mark = designed()[source, target]
        for name, person in people.items():
            with transaction.atomic():
                moved, legal = True, None
                try:
                    change_status(idea, to=target, actor=person, given=given, reason="值得做")
                except IllegalMoveError as error:
                    moved, legal = False, error.legal
                transaction.set_rollback(True)
            assert moved == (mark != "." and mark in MAY[name]), (source, target, name)
            assert moved or legal == allowed_moves(idea, actor=person)


def test_the_table_is_the_designs() -> None:
    assert {pair for pair, mark in designed().items() if mark != "."} == set(MOVES)
    assert {(m.source, m.target) for m in MOVES.values() if m.by_itself} == {("parked", "triaged")}


def test_what_moves_need_whatever_they_come_from() -> None:
    wanted = {
        Status.ACKNOWLEDGED: (Need.PUBLIC_REPLY,),
        Status.PLANNED: (Need.DECISION,),
        Status.LAUNCHED: (Need.DECISION,),
        Status.PARKED: (Need.REVISIT_ON,),
        Status.DECLINED: (Need.PUBLIC_REASON,),
    }
    assert {move.needs for move in MOVES.values() if move.target not in wanted} == {()}
    for move in MOVES.values():
        assert move.needs == wanted.get(move.target, ())


def test_what_moves_cause() -> None:
    starts = {m for m in MOVES.values() if Consequence.STARTS_CONCEPT_CLOCK in m.causes}
    assert starts == {m for m in MOVES.values() if Consequence.STARTS_PROTOTYPE_CLOCK in m.causes}
    assert {m.target for m in starts} == {Status.ACKNOWLEDGED}
    decides = {m.target for m in MOVES.values() if Consequence.MAKES_DECISION in m.causes}
    assert decides == {Status.PLANNED, Status.PARKED, Status.DECLINED}
    asks = {m.target for m in MOVES.values() if Consequence.ASKS_DECISION in m.causes}
    assert asks == {Status.IN_REVIEW}
    wakes = {m.target for m in MOVES.values() if Consequence.WAKES_ON_ITS_DAY in m.causes}
    assert wakes == {Status.PARKED}
    ends = {m.source for m in MOVES.values() if Consequence.ENDS_DECISION in m.causes}
    assert ends == {Status.PARKED, Status.DECLINED, Status.DISMISSED}


def test_what_is_skipped_is_told_and_a_launch_never_is() -> None:
    assert MOVES[Status.CANDIDATE, Status.ACKNOWLEDGED].skips == (Status.TRIAGED,)
    assert MOVES[Status.ACKNOWLEDGED, Status.CONCEPT].skips == (Status.IN_REVIEW, Status.PLANNED)
    assert MOVES[Status.LAUNCHED, Status.CLOSED_LOOP].skips == ()
    assert not [move for move in MOVES.values() if Status.LAUNCHED in move.skips]


def test_every_status_can_be_reached_and_only_the_end_has_no_way_on() -> None:
    assert {target for _, target in MOVES} == set(Status) - {Status.CANDIDATE}
    assert {s for s in Status if not moves_from(s)} == {Status.CLOSED_LOOP}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_table_speaks_both_languages(language: str) -> None:
    with translation.override(language):
        for move in MOVES.values():
            assert roles_of(move)
            assert bool(needs_of(move)) == bool(move.needs)
            assert bool(consequences_of(move)) == bool(move.causes)

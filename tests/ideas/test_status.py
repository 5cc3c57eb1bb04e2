"""Moves through statuses: one table, loud refusals, history kept."""

from __future__ import annotations

from datetime import date

import pytest

from engine.ledger.models import Operation
from ideas.models import Status
from ideas.services.moving import Given, IllegalMoveError, allowed_moves, change_status
from ideas.statuses import MOVES, moves_from
from tests.factories import make_idea

pytestmark = pytest.mark.django_db


def test_an_editor_acknowledges_straight_from_candidate(editor):
    idea = make_idea()
    given = Given(public_reply="https://weibo.example/reply")
    moved = change_status(idea, to=Status.ACKNOWLEDGED, actor=editor, given=given)
    assert moved.status == Status.ACKNOWLEDGED
    assert moved.public_reply == "https://weibo.example/reply"


@pytest.mark.parametrize(
    ("target", "needed"),
    [
        (Status.ACKNOWLEDGED, "public_reply"),
        (Status.PARKED, "revisit_on"),
        (Status.DECLINED, "public_reason"),
    ],
)
def test_a_move_without_what_it_needs_is_refused(manager, target, needed):
    with pytest.raises(IllegalMoveError, match=needed):
        change_status(make_idea(), to=target, actor=manager)


def test_an_illegal_move_names_the_legal_ones(manager):
    idea = make_idea(status=Status.CANDIDATE)
    with pytest.raises(IllegalMoveError, match="triaged") as refused:
        change_status(idea, to=Status.CLOSED_LOOP, actor=manager)
    assert {move.target for move in refused.value.legal} == {
        move.target for move in moves_from(Status.CANDIDATE)
    }


def test_an_editor_may_not_plan(editor):
    with pytest.raises(IllegalMoveError, match="is for"):
        change_status(make_idea(status=Status.IN_REVIEW), to=Status.PLANNED, actor=editor)


def test_rnd_may_not_move_anything(rnd):
    assert allowed_moves(make_idea(), actor=rnd) == []


def test_the_history_tells_who_moved_it_when_and_why(manager):
    idea = make_idea()
    change_status(idea, to=Status.TRIAGED, actor=manager, reason="三十个人在问")
    change_status(idea, to=Status.PARKED, actor=manager, given=Given(revisit_on=date(2027, 3, 1)))
    history = Operation.objects.touching(idea, field="status")
    moves = [
        (op.actor.username, op.reason, cell.before, cell.after)
        for op in history
        for cell in op.changes.filter(field="status")
    ]
    assert moves == [
        ("manager", "", "triaged", "parked"),
        ("manager", "三十个人在问", "candidate", "triaged"),
    ]


def test_every_status_can_be_reached_and_only_the_end_has_no_way_on():
    targets = {target for _, target in MOVES}
    assert targets == set(Status) - {Status.CANDIDATE}
    assert {s for s in Status if not moves_from(s)} == {Status.CLOSED_LOOP}

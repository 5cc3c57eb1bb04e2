"""Moves through statuses: loud refusals, checked needs, history kept, every move undone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone, translation

from engine.ledger.models import Operation
from engine.ledger.replaying import differences
from engine.ledger.undoing import RefusedError, undo
from ideas.models import Idea, Route, Status
from ideas.services.moving import Given, IllegalMoveError, allowed_moves, change_status
from ideas.statuses import Need, moves_from
from tests.factories import make_idea

pytestmark = pytest.mark.django_db
SOON = timezone.localdate() + timedelta(days=30)
WHY_NOT = "现阶段成本过高，暂不考虑"


def state(idea: Idea) -> dict[str, object]:
    names = ("status", "public_reply", "public_reason", "revisit_on", "route", "launched_at")
    values = Idea.objects.values(*names).get(pk=idea.pk)
    return {**values, "decision": idea.decisions.standing().first()}


def newest() -> Operation:
    return Operation.objects.latest("pk")


def test_an_editor_acknowledges_straight_from_candidate(editor):
    idea = make_idea()
    given = Given(public_reply="https://weibo.example/reply")
    moved = change_status(idea, to=Status.ACKNOWLEDGED, actor=editor, given=given)
    assert moved.status == Status.ACKNOWLEDGED
    assert moved.public_reply == "https://weibo.example/reply"


@pytest.mark.parametrize(
    ("target", "given", "lacks"),
    [
        (Status.ACKNOWLEDGED, Given(), Need.PUBLIC_REPLY),
        (Status.ACKNOWLEDGED, Given(public_reply="javascript:alert(1)"), Need.PUBLIC_REPLY),
        (Status.ACKNOWLEDGED, Given(public_reply="https://a\0b"), Need.PUBLIC_REPLY),
        (Status.ACKNOWLEDGED, Given(public_reply="https://" + "x" * 500), Need.PUBLIC_REPLY),
        (Status.PARKED, Given(), Need.REVISIT_ON),
        (Status.PARKED, Given(revisit_on=timezone.localdate()), Need.REVISIT_ON),
        (Status.PARKED, Given(revisit_on=date(2020, 1, 1)), Need.REVISIT_ON),
        (Status.DECLINED, Given(), Need.PUBLIC_REASON),
        (Status.DECLINED, Given(public_reason=" \u3000\u200b\t" * 9), Need.PUBLIC_REASON),
        (Status.DECLINED, Given(public_reason="。" * 30), Need.PUBLIC_REASON),
        (Status.DECLINED, Given(public_reason="不做不做不做不做不做不做"), Need.PUBLIC_REASON),
        (Status.DECLINED, Given(public_reason="不做"), Need.PUBLIC_REASON),
        (Status.DECLINED, Given(public_reason=WHY_NOT + "\0"), Need.PUBLIC_REASON),
        (Status.DECLINED, Given(public_reason=WHY_NOT * 500), Need.PUBLIC_REASON),
        (Status.PLANNED, Given(), "route"),
        (Status.PLANNED, Given(route="by_hand"), "route"),
    ],
)
def test_a_move_without_what_it_needs_is_refused(manager, target, given, lacks):
    idea = make_idea()
    with pytest.raises(IllegalMoveError) as refused:
        change_status(idea, to=target, actor=manager, given=given)
    assert refused.value.lacks == lacks
    assert refused.value.legal == moves_from(Status.CANDIDATE)
    assert state(idea)["status"] == Status.CANDIDATE
    assert not Operation.objects.exists()


def test_an_illegal_move_names_the_legal_ones_in_the_readers_language(manager):
    idea = make_idea(status=Status.LAUNCHED)
    for language, words in [("en", "From here you may: closed loop"), ("zh-hans", "已闭环")]:
        with (
            translation.override(language),
            pytest.raises(IllegalMoveError, match=words) as refused,
        ):
            change_status(idea, to=Status.PARKED, actor=manager)
        assert [move.target for move in refused.value.legal] == [Status.CLOSED_LOOP]


@pytest.mark.parametrize("target", ["", "merged", "Planned", "\0"])
def test_a_status_that_is_none_is_refused(manager, target):
    with pytest.raises(IllegalMoveError):
        change_status(make_idea(), to=target, actor=manager)


def test_an_editor_may_not_plan_and_is_told_who_may(editor):
    idea = make_idea(status=Status.IN_REVIEW)
    with translation.override("en"), pytest.raises(IllegalMoveError, match="product manager"):
        change_status(idea, to=Status.PLANNED, actor=editor)


def test_rnd_may_not_move_anything(rnd):
    assert allowed_moves(make_idea(), actor=rnd) == []


def test_a_move_seen_too_late_is_refused(manager):
    idea = make_idea(status=Status.TRIAGED)
    given = Given(seen=Status.CANDIDATE)
    with pytest.raises(IllegalMoveError):
        change_status(idea, to=Status.IN_REVIEW, actor=manager, given=given)
    assert state(idea)["status"] == Status.TRIAGED


def test_a_merged_idea_is_refused_and_tells_where_it_went(manager):
    winner = make_idea("冷宫冰箱")
    with pytest.raises(IllegalMoveError, match=f"#{winner.pk}"):
        change_status(make_idea(merged_into=winner), to=Status.TRIAGED, actor=manager)


def test_the_internal_reason_and_the_public_one_are_two(manager):
    idea = make_idea()
    given = Given(public_reason=f"  {WHY_NOT} ")
    change_status(idea, to=Status.DECLINED, actor=manager, given=given, reason="供应商要价太高")
    idea.refresh_from_db()
    assert idea.public_reason == WHY_NOT
    assert newest().reason == "供应商要价太高"


def test_what_spoke_of_a_status_left_behind_is_emptied_and_kept_by_the_history(manager):
    idea = make_idea()
    change_status(idea, to=Status.DECLINED, actor=manager, given=Given(public_reason=WHY_NOT))
    change_status(idea, to=Status.TRIAGED, actor=manager)
    assert state(idea)["public_reason"] == ""
    change_status(idea, to=Status.PARKED, actor=manager, given=Given(revisit_on=SOON))
    change_status(idea, to=Status.TRIAGED, actor=manager)
    assert state(idea)["revisit_on"] is None
    with pytest.raises(IllegalMoveError):
        change_status(idea, to=Status.PARKED, actor=manager)
    cells = newest().changes.values_list("field", "before", "after")
    assert ("revisit_on", SOON.isoformat(), None) in cells


def test_the_history_tells_who_moved_it_when_and_why(manager):
    idea = make_idea()
    change_status(idea, to=Status.TRIAGED, actor=manager, reason="三十个人在问")
    change_status(idea, to=Status.PARKED, actor=manager, given=Given(revisit_on=SOON))
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


@pytest.mark.parametrize("source", Status.values[:-1])
def test_every_move_is_undone_and_done_again(manager, source):
    given = Given(
        public_reply="https://weibo.example/1",
        public_reason=WHY_NOT,
        revisit_on=SOON,
        route=Route.SMALL_BATCH,
        approver=manager,
    )
    for move in moves_from(source):
        idea = make_idea(
            status=source,
            revisit_on=SOON if source == Status.PARKED else None,
            public_reason=WHY_NOT if source == Status.DECLINED else "",
        )
        before = state(idea)
        change_status(idea, to=move.target, actor=manager, given=given, reason="值得做")
        after = state(idea)
        made = undo(newest(), actor=manager)
        assert state(idea) == before
        undo(made, actor=manager)
        assert state(idea) == after
    assert differences() == []


def test_an_undo_that_would_wake_at_once_is_refused(manager):
    idea = make_idea(status=Status.PARKED, revisit_on=date(2020, 1, 1))
    change_status(idea, to=Status.TRIAGED, actor=manager)
    with pytest.raises(RefusedError):
        undo(newest(), actor=manager)
    assert state(idea)["status"] == Status.TRIAGED

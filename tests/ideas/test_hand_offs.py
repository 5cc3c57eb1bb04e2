"""Hand-offs: sent, received, decided, taken back; where ideas wait, against first principles."""

from __future__ import annotations

from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils import timezone

from engine.ledger.models import Operation
from engine.ledger.undoing import RefusedError, undo
from feedback.models import ProductLine
from ideas.models import HandOff, Idea
from ideas.roles import RND
from ideas.services.handoffs import (
    HandOffRefusedError,
    decide_hand_off,
    desks_report,
    receive_hand_off,
    send_hand_off,
)
from ideas.services.structure import create_idea, merge_ideas
from tests.factories import make_idea
from tests.ideas.promises import make_hand_off

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from ideas.services.handoffs.waiting import Desk

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def desk(name: str) -> Group:
    return Group.objects.get(name=name)


def state(row: HandOff) -> tuple[Any, ...]:
    row.refresh_from_db()
    return row.is_standing, row.received_at is not None, row.outcome, row.reason


def last() -> Operation:
    return Operation.objects.latest("pk")


def test_an_idea_is_sent_received_and_taken_on(editor: User, rnd: User) -> None:
    row = send_hand_off(make_idea(), actor=editor, desk=desk(RND), note="能做吗？")
    assert (row.sender, row.desk, row.from_desk.name[:2]) == ("editor", RND, "社媒")
    assert HandOff.objects.waiting().at_desk_of(rnd).get() == row
    assert not HandOff.objects.waiting().at_desk_of(editor).exists()
    receive_hand_off(row, actor=rnd)
    receive_hand_off(row, actor=rnd)
    row = decide_hand_off(row, outcome="accepted", actor=rnd)
    assert (row.received_by, row.decided_by) == (rnd, rnd)
    assert not HandOff.objects.waiting().exists()
    kinds = Operation.objects.order_by("pk").values_list("kind", "actor__username")
    assert list(kinds) == [
        ("hand_off.send", "editor"), ("hand_off.receive", "rnd"), ("hand_off.decide", "rnd")
    ]  # fmt: skip


def test_every_step_is_undone_and_done_again(editor: User, rnd: User, manager: User) -> None:
    row = send_hand_off(make_idea(), actor=editor, user=rnd)
    steps = [state(row)]
    for act in (
        lambda: receive_hand_off(row, actor=rnd),
        lambda: decide_hand_off(row, outcome="returned", actor=rnd, reason="缺数据"),
    ):
        act()
        steps.append(state(row))
    times = HandOff.objects.values_list("received_at", "decided_at").get()
    undone = []
    for operation in list(Operation.objects.order_by("-pk")):
        assert state(row) == steps.pop()
        undone.append(undo(operation, actor=manager))
    assert state(row) == (False, False, "", "")
    for operation in undone[::-1]:
        undo(operation, actor=manager)
    assert state(row) == (True, True, "returned", "缺数据")
    assert HandOff.objects.values_list("received_at", "decided_at").get() == times


def test_it_waits_at_one_desk_at_a_time(editor: User, rnd: User, manager: User) -> None:
    idea = make_idea()
    first = send_hand_off(idea, actor=editor, user=rnd)
    with pytest.raises(HandOffRefusedError, match="rnd"):
        send_hand_off(idea, actor=editor, user=manager)
    decide_hand_off(first, outcome="declined", actor=rnd, reason="不归我们")
    send_hand_off(idea, actor=rnd, user=manager)
    with pytest.raises(RefusedError):
        undo(Operation.objects.get(kind="hand_off.decide"), actor=manager)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_hand_off(idea, actor=editor, to_user=rnd)


@pytest.mark.parametrize(
    ("outcome", "reason"), [("returned", ""), ("declined", "。。"), ("?", "好")]
)
def test_what_is_not_taken_on_needs_a_reason(
    editor: User, rnd: User, outcome: str, reason: str
) -> None:
    row = send_hand_off(make_idea(), actor=editor, user=rnd)
    with pytest.raises(HandOffRefusedError):
        decide_hand_off(row, outcome=outcome, actor=rnd, reason=reason)
    assert state(row) == (True, False, "", "")


def test_only_the_desk_it_was_given_to_decides(editor: User, rnd: User, manager: User) -> None:
    row = send_hand_off(make_idea(), actor=editor, desk=desk(RND))
    for act in (
        lambda: receive_hand_off(row, actor=manager),
        lambda: decide_hand_off(row, outcome="accepted", actor=editor),
    ):
        with pytest.raises(HandOffRefusedError):
            act()
    decide_hand_off(row, outcome="accepted", actor=rnd)
    with pytest.raises(HandOffRefusedError):
        decide_hand_off(row, outcome="accepted", actor=rnd)


def test_what_cannot_be_given_is_refused(editor: User, rnd: User, make_person: Any) -> None:
    gone = make_person("gone", group=RND)
    gone.is_active = False
    gone.save()
    merged = make_idea("洗鞋机", merged_into=make_idea("冰箱"))
    for idea, values in (
        (make_idea(), {}),
        (make_idea(), {"user": rnd, "desk": desk(RND)}),
        (make_idea(), {"user": gone}),
        (make_idea(), {"user": rnd, "note": "字" * 501}),
        (make_idea(), {"user": rnd, "note": "a\0b"}),
        (merged, {"user": rnd}),
    ):
        with pytest.raises(HandOffRefusedError):
            send_hand_off(idea, actor=editor, **values)
    assert not HandOff.objects.exists()


def test_what_was_merged_away_waits_no_more_until_it_parts(
    editor: User, rnd: User, manager: User
) -> None:
    loser, winner = make_idea("洗鞋机"), make_idea()
    send_hand_off(loser, actor=editor, user=rnd)
    merge_ideas([loser], into=winner, actor=manager)
    assert not HandOff.objects.waiting().exists()
    assert HandOff.objects.of([winner.pk]).count() == 1
    undo(last(), actor=manager)
    assert HandOff.objects.waiting().count() == 1


def test_an_idea_that_waits_at_a_desk_is_not_unmade(editor: User, manager: User) -> None:
    idea = create_idea("会唱歌的冰箱", actor=manager)
    made = last()
    send_hand_off(idea, actor=editor, user=manager)
    with pytest.raises(RefusedError):
        undo(made, actor=manager)
    undo(last(), actor=manager)
    undo(made, actor=manager)
    assert not Idea.objects.standing().exists()


NOW = timezone.now()
SINCE, UNTIL = NOW - timedelta(days=30), NOW


def sent(actor: User, *, days: float, **values: Any) -> HandOff:
    """One sent so many days ago; `receive`, `decide` are hours from then."""
    start, idea = NOW - timedelta(days=days), values.pop("idea", None) or make_idea()
    for name in ("receive", "decide"):
        hours = values.pop(name, None)
        if hours is not None:
            done = "received" if name == "receive" else "decided"
            values[f"{done}_at"] = start + hours * HOUR
            values[f"{done}_by"] = actor
    return make_hand_off(idea, actor=actor, sent_at=start, **values)


@pytest.fixture
def world(editor: User, rnd: User) -> list[HandOff]:
    desk_of_rnd, line = {"to_desk": desk(RND)}, ProductLine.objects.create(name="冰箱")
    fridge = make_idea(product_line=line)
    return [
        sent(editor, days=1, **desk_of_rnd),
        sent(editor, days=20, receive=2, **desk_of_rnd),
        sent(editor, days=40, **desk_of_rnd),
        sent(editor, days=9, receive=1, decide=10, outcome="accepted", **desk_of_rnd),
        sent(editor, days=8, receive=4, decide=30, outcome="returned", reason="?", **desk_of_rnd),
        sent(editor, days=7, receive=3, decide=5, outcome="declined", reason="?", **desk_of_rnd),
        sent(editor, days=50, receive=99, decide=99, outcome="accepted", **desk_of_rnd),
        sent(editor, days=3, is_standing=False, **desk_of_rnd),
        sent(editor, days=2, idea=make_idea(merged_into=fridge), to_user=rnd),
        sent(editor, days=5, receive=1, decide=2, outcome="accepted", to_user=rnd, idea=fridge),
    ]


def test_the_report_tells_what_first_principles_tell(world: list[HandOff]) -> None:
    found = {report.name: report for report in desks_report(since=SINCE, until=UNTIL, now=NOW)}
    assert set(found) == {row.desk for row in world}
    ideas = set(Idea.objects.open().values_list("pk", flat=True))
    for name, report in found.items():
        mine = [row for row in world if row.desk == name and row.is_standing]
        waits = [row for row in mine if row.decided_at is None and row.idea_id in ideas]
        within = [row for row in mine if SINCE <= row.sent_at < UNTIL]
        receiving = [row.received_at - row.sent_at for row in within if row.received_at]
        deciding = [row.decided_at - row.sent_at for row in within if row.decided_at]
        assert report.waiting == len(waits)
        assert report.unreceived == len([row for row in waits if row.received_at is None])
        assert report.dead == len([row for row in waits if row.sent_at < NOW - 14 * 24 * HOUR])
        assert report.oldest == min((row.sent_at for row in waits), default=None)
        assert (report.sent, report.decided) == (len(within), len(deciding))
        outcomes = [row.outcome for row in within]
        assert report.returned == outcomes.count("returned")
        assert report.declined == outcomes.count("declined")
        assert report.to_receive.median == pytest.approx(hours(median(receiving)))
        assert report.to_decide.median == pytest.approx(hours(median(deciding)))
        assert hours(median(deciding)) <= report.to_decide.p90 <= hours(max(deciding))


def hours(span: timedelta) -> float:
    return span / HOUR


def test_shares_are_of_those_decided(world: list[HandOff]) -> None:
    first, second = desks_report(since=SINCE, until=UNTIL, now=NOW)
    assert (first.name, first.waiting, second.waiting) == (RND, 3, 0)
    assert first.share_returned.value == first.share_declined.value == pytest.approx(1 / 3)
    assert second.share_returned.value == 0


def test_the_report_is_one_query_for_a_product_line_too(
    world: list[HandOff], django_assert_num_queries: Any
) -> None:
    line = ProductLine.objects.get()
    with django_assert_num_queries(1):
        rows: list[Desk] = desks_report(since=SINCE, until=UNTIL, now=NOW, line=line.pk)
    assert [(row.name, row.sent) for row in rows] == [("rnd", 1)]
    assert desks_report(since=NOW, until=NOW + HOUR, now=NOW, line=line.pk) == []

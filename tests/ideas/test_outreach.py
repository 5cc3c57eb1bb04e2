"""Lists of fans to tell: exactly who asked, each once; told by people, kept by the ledger."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from engine.ledger.models import Operation
from engine.ledger.replaying import differences
from engine.ledger.undoing import undo
from feedback.models import Fan, Role
from feedback.services.labelling import label_comments
from feedback.services.roles import set_fan_role
from ideas.models import MILESTONES, Award, Idea, OptOut, Outreach, Status, Template
from ideas.services.moving import Given, change_status
from ideas.services.outreach import (
    OutreachError,
    Said,
    award_first,
    opt_out,
    plan_current,
    plan_outreach,
    redraft,
    reword,
    tell,
)
from ideas.services.scorecard import Scope, rows_behind
from ideas.services.structure import merge_ideas, split_idea
from ideas.services.supporting import count_support
from ideas.services.voting import add_vote
from ideas.statuses import MOVES, Consequence
from tests.factories import make_cluster, make_comment, make_evidence, make_fan, make_idea

if TYPE_CHECKING:
    from django.contrib.auth.models import User

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LINK = "https://weibo.example/told"


def asked(idea: Idea, text: str = "出个冷宫冰箱吧", *, days: float = 3, **values: Any) -> Fan:
    """A fan who asked so many days ago."""
    posted = timezone.now() - days * DAY
    row = make_evidence(idea, text, **{"created_at": posted, "received_at": posted, **values})
    fan = row.request.comment.fan
    assert fan is not None
    return fan


def to_concept(idea: Idea, actor: User) -> Idea:
    return change_status(idea, to=Status.CONCEPT, actor=actor)


def launch(idea: Idea, actor: User) -> Idea:
    given = Given(route="small_batch", approver=actor)
    return change_status(idea, to=Status.LAUNCHED, actor=actor, given=given, reason="先做一百台")


def fans_of(idea: Idea) -> list[int]:
    rows = Outreach.objects.once().of([idea.root_id])
    return sorted(rows.values_list("fan", flat=True))


def state_of(idea: Idea, fan: Fan) -> str:
    return Outreach.objects.once().of([idea.root_id]).get(fan=fan).state


@pytest.fixture
def idea() -> Idea:
    return Idea.objects.get(pk=make_idea("冷宫冰箱").pk)


def test_milestones_are_those_of_the_table_of_moves() -> None:
    listing = {m.target for m in MOVES.values() if Consequence.LISTS_FANS_TO_TELL in m.causes}
    assert set(MILESTONES) == listing


def test_a_milestone_lists_exactly_the_fans_who_asked_each_once(idea: Idea, manager: User) -> None:
    first, voter = asked(idea, "我想要冷宫冰箱", days=9), make_fan()
    asked(idea, "再求一次冷宫冰箱", days=1, fan=first)
    second = asked(idea, days=2)
    asked(idea, fan=make_fan(machine_role=Role.COPYCAT))
    make_evidence(idea, "没有名字的人也想要", fan=None)
    make_comment("路过看看", label="other")
    make_evidence(make_idea("另一个"), "求另一个")
    add_vote(idea, fan=voter, source="热线", actor=manager)
    add_vote(idea, fan=second, source="热线", actor=manager)
    to_concept(idea, manager)
    assert fans_of(idea) == sorted([first.pk, second.pk, voter.pk])
    row = Outreach.objects.get(fan=first)
    assert row.comment is not None
    assert row.comment.text == "我想要冷宫冰箱"
    assert "「我想要冷宫冰箱」" in row.draft
    assert "「冷宫冰箱」" in Outreach.objects.get(fan=voter).draft
    assert list(Outreach.objects.filter(is_first_asker=True)) == [row]
    assert set(Outreach.objects.values_list("state", flat=True)) == {"queued"}


def test_the_first_asker_is_the_earliest_posted_then_received(idea: Idea, manager: User) -> None:
    now = timezone.now()
    asked(idea, received_at=now - 9 * DAY, days=4)
    late = asked(idea, created_at=now - 5 * DAY, received_at=now - HOUR)
    early = asked(idea, created_at=now - 5 * DAY, received_at=now - 2 * HOUR)
    to_concept(idea, manager)
    assert Outreach.objects.get(is_first_asker=True).fan == early
    set_fan_role([early], role=Role.COMPANY, actor=manager)
    plan_current()
    assert Outreach.objects.get(is_first_asker=True).fan == late
    assert early.pk not in fans_of(idea)


def test_again_adds_who_asked_since_and_nobody_twice(idea: Idea, manager: User) -> None:
    one = asked(idea)
    to_concept(idea, manager)
    tell([Outreach.objects.get().pk], to="approved", actor=manager)
    later = asked(idea, days=0.1)
    assert plan_outreach(idea, milestone="concept").added == 1
    assert plan_outreach(idea, milestone="concept").added == 0
    assert (state_of(idea, one), state_of(idea, later)) == ("approved", "queued")
    with pytest.raises(OutreachError):
        plan_outreach(idea, milestone="launched")
    with pytest.raises(OutreachError):
        plan_outreach(idea, milestone="parked")


def test_listing_many_costs_as_many_queries_as_listing_few(idea: Idea, manager: User) -> None:
    costs = []
    for number in (2, 12):
        other = make_idea(f"第{number}个")
        for _ in range(number):
            asked(other)
        with CaptureQueriesContext(connection) as seen:
            to_concept(other, manager)
        costs.append(len(seen))
    assert costs[0] == costs[1]


def test_each_act_is_one_operation_and_leads_only_where_it_may(idea: Idea, manager: User) -> None:
    fans = [asked(idea) for _ in range(3)]
    to_concept(idea, manager)
    rows = list(Outreach.objects.order_by("pk").values_list("pk", flat=True))
    assert tell(rows, to="sent", actor=manager).done == 0
    before = Operation.objects.count()
    assert tell(rows, to="approved", actor=manager).done == 3
    assert Operation.objects.count() == before + 1
    at = timezone.localtime() - HOUR
    tell(rows[:1], to="sent", actor=manager, said=Said(link=LINK, sent_at=at))
    assert differences() == []
    tell(rows[1:2], to="failed", actor=manager, reason="评论关了")
    done = tell(rows, to="unreachable", actor=manager)
    assert (done.done, list(done.left)) == (2, rows[:1])
    sent = Outreach.objects.get(pk=rows[0])
    assert (sent.state, sent.link, sent.fan) == ("sent", LINK, fans[0])
    assert sent.sent_at is not None
    undo(Operation.objects.get(kind="outreach.sent"), actor=manager)
    assert state_of(idea, fans[0]) == "approved"
    undo(Operation.objects.get(kind="outreach.unreachable"), actor=manager)
    assert state_of(idea, fans[1]) == "failed"
    assert differences() == []
    for link in ("javascript:alert(1)", "not a link"):
        with pytest.raises(OutreachError):
            tell(rows, to="sent", actor=manager, said=Said(link=link))
    with pytest.raises(OutreachError):
        tell(rows, to="sent", actor=manager, said=Said(sent_at=timezone.now() + DAY))


def test_who_opted_out_is_told_nothing_of_any_idea(idea: Idea, manager: User) -> None:
    fan, other = make_fan(), make_idea("会唱歌的冰箱")
    for each in (idea, other):
        asked(each, fan=fan)
        to_concept(each, manager)
    assert opt_out([Outreach.objects.get(idea=idea).pk], actor=manager, reason="别再@我") == 1
    assert opt_out([Outreach.objects.get(idea=idea).pk], actor=manager) == 0
    third = make_idea("第三个")
    asked(third, fan=fan)
    to_concept(third, manager)
    assert set(Outreach.objects.values_list("state", flat=True)) == {"opted_out"}
    rows = list(Outreach.objects.values_list("pk", flat=True))
    assert tell(rows, to="approved", actor=manager).done == 0
    undo(Operation.objects.get(kind="outreach.opt_out"), actor=manager)
    assert not OptOut.objects.standing().exists()
    assert set(Outreach.objects.values_list("state", flat=True)) == {"queued"}
    assert differences() == []


def test_a_move_that_is_taken_back_tells_nobody(idea: Idea, manager: User) -> None:
    told, waits = asked(idea), asked(idea)
    to_concept(idea, manager)
    row = Outreach.objects.get(fan=told).pk
    tell([row], to="approved", actor=manager)
    tell([row], to="sent", actor=manager)
    undone = undo(Operation.objects.get(kind="idea.status"), actor=manager)
    assert fans_of(idea) == [told.pk]
    undo(undone, actor=manager)
    assert fans_of(idea) == sorted([told.pk, waits.pk])


def test_where_lists_meet_by_a_merge_each_fan_is_on_it_once(idea: Idea, manager: User) -> None:
    both, here, there = make_fan(), asked(idea), make_fan()
    other = make_idea("冷宫样子的冰箱")
    asked(idea, fan=both)
    asked(other, fan=both)
    asked(other, fan=there)
    to_concept(other, manager)
    rows = list(Outreach.objects.values_list("pk", flat=True))
    tell(rows, to="approved", actor=manager)
    tell([Outreach.objects.get(fan=both).pk], to="sent", actor=manager)
    to_concept(idea, manager)
    merge_ideas([other], into=idea, actor=manager)
    assert fans_of(idea) == sorted([both.pk, here.pk, there.pk])
    assert state_of(idea, both) == "sent"
    doubled = Outreach.objects.get(idea=idea, fan=both)
    assert tell([doubled.pk], to="approved", actor=manager).done == 0
    undo(Operation.objects.get(kind="idea.merge"), actor=manager)
    assert fans_of(idea) == sorted([both.pk, here.pk])
    assert differences() == []


def test_a_fan_whose_words_went_to_another_idea_is_taken_off(idea: Idea, manager: User) -> None:
    asked(idea)
    gone = make_evidence(idea, "其实想要冷宫酒柜", created_at=timezone.now() - DAY)
    apart = make_cluster(idea, title="冷宫酒柜")
    type(gone).objects.filter(pk=gone.pk).update(cluster=apart)
    to_concept(idea, manager)
    assert len(fans_of(idea)) == 2
    made = split_idea(idea, title="冷宫酒柜", clusters=[apart], actor=manager)
    plan_current()
    assert len(fans_of(idea)) == 1
    assert made.pk != idea.pk


def test_words_of_ones_own_are_kept_when_templates_change(idea: Idea, manager: User) -> None:
    own, other = asked(idea), asked(idea)
    to_concept(idea, manager)
    reword(Outreach.objects.get(fan=own), text="谢谢您，图来了！", actor=manager)
    Template.objects.filter(milestone="concept").update(text="{idea}：{milestone}")
    rows = list(Outreach.objects.values_list("pk", flat=True))
    assert redraft(rows, actor=manager).done == 1
    assert Outreach.objects.get(fan=own).draft == "谢谢您，图来了！"
    assert Outreach.objects.get(fan=other).draft == "冷宫冰箱：概念图"
    undo(Operation.objects.get(kind="outreach.redraft"), actor=manager)
    assert "图来了" not in Outreach.objects.get(fan=other).draft
    assert differences() == []


def test_without_a_wording_nothing_is_approved(idea: Idea, manager: User) -> None:
    Template.objects.all().delete()
    asked(idea)
    to_concept(idea, manager)
    assert tell([Outreach.objects.get().pk], to="approved", actor=manager).done == 0
    Template.objects.create(milestone="concept", channel="weibo", text="来看{idea}")
    Template.objects.create(milestone="concept", text="别的渠道")
    redraft([Outreach.objects.get().pk], actor=manager)
    assert Outreach.objects.get().draft == "来看冷宫冰箱"


def test_the_first_unit_goes_to_who_asked_first_and_follows_their_words(
    idea: Idea, manager: User
) -> None:
    asked(idea, days=1)
    row = make_evidence(idea, "第一个想要的", created_at=timezone.now() - 9 * DAY)
    with pytest.raises(OutreachError):
        award_first(idea, actor=manager)
    launched = launch(idea, manager)
    award = award_first(launched, actor=manager, note="001 号")
    assert award.comment == row.request.comment
    with pytest.raises(OutreachError):
        award_first(launched, actor=manager)
    bigger = make_idea("造型冰箱")
    merge_ideas([launched], into=bigger, actor=manager)
    assert list(Award.objects.of(bigger)) == [award]
    assert not Award.objects.of(idea).exists()
    undo(Operation.objects.get(kind="idea.merge"), actor=manager)
    assert list(Award.objects.of(idea)) == [award]
    undo(Operation.objects.get(kind="award.give"), actor=manager)
    assert not Award.objects.of(idea).exists()


def test_satisfied_are_told_fans_whose_next_words_are_no_complaint(
    idea: Idea, manager: User
) -> None:
    fans = {name: asked(idea) for name in ("glad", "cross", "silent", "unread", "spam", "before")}
    count_support([idea.pk])
    launch(idea, manager)
    rows = list(Outreach.objects.values_list("pk", flat=True))
    tell(rows, to="approved", actor=manager)
    when = timezone.now() - DAY
    tell(rows, to="sent", actor=manager, said=Said(sent_at=when))

    def says(name: str, label: str, *, hours: float = 1) -> Any:
        at = when + hours * HOUR
        return make_comment("话", label=label, fan=fans[name], created_at=at, received_at=at)

    says("glad", "praise")
    says("glad", "complaint", hours=2)
    angry = says("cross", "complaint")
    says("unread", "")
    says("spam", "spam")
    says("before", "complaint", hours=-2)
    now = timezone.now()
    scope = Scope(since=now - 7 * DAY, until=now + DAY, now=now)

    def counted(name: str) -> set[str]:
        found = set(rows_behind(name, scope=scope).values_list("fan", flat=True))
        return {name for name, fan in fans.items() if fan.pk in found}

    assert counted("heard") == {"glad", "cross"}
    assert counted("satisfied") == {"glad"}
    assert list(rows_behind("told", scope=scope)) == [idea]
    label_comments([angry], label="question", actor=manager)
    assert counted("satisfied") == {"glad", "cross"}

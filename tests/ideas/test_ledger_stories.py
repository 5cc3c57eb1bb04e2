"""Whatever people and machine do in whatever order: counts are right, and all can be undone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from engine.ledger.models import Operation
from engine.ledger.replaying import differences
from engine.ledger.undoing import RefusedError, undo
from feedback.models import Comment, FanRequest, Label
from feedback.services.labelling import label_comments
from ideas.models import Cluster, Evidence, Idea, Says, Support, Vote
from ideas.roles import EDITOR, MANAGER
from ideas.services.assigning import assign_batch
from ideas.services.consolidating import consolidate_batch, look_again
from ideas.services.judging import ImpossibleVerdictError, judge
from ideas.services.moving import Given, IllegalMoveError, allowed_moves, change_status
from ideas.services.structure import (
    StructureError,
    attach_cluster,
    confirm_request,
    create_idea,
    detach_cluster,
    merge_ideas,
    move_request,
    reject_request,
    split_idea,
)
from ideas.services.supporting import support_of_ideas
from ideas.services.voting import add_vote, withdraw_vote
from tests.factories import make_comment, make_fan, make_request, make_user
from tests.ideas.first_principles import (
    ASKING,
    cells_at_start,
    cells_now,
    count,
    find_places,
    find_roots,
)
from tests.ideas.test_structure import fridges, newest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.contrib.auth.models import User

TEXTS = ("冷宫冰箱", "洗衣机能洗鞋", "空调静音")
REFUSALS = (StructureError, ImpossibleVerdictError, IllegalMoveError)
DAY = datetime(2026, 11, 1, tzinfo=UTC)

any_one = st.integers(0, 11)


class Stories(RuleBasedStateMachine):
    """Colleagues and the machine at work on a few wishes."""

    def __init__(self) -> None:
        """Six wishes that the machine has grouped, in a transaction of their own."""
        super().__init__()
        self.story = transaction.atomic()
        self.story.__enter__()
        self.people = [make_user(group=group) for group in (MANAGER, EDITOR, MANAGER)]
        self.fans = [make_fan() for _ in range(4)]
        self.asked = 0
        for wish in (0, 0, 1, 1, 2, 0):
            self.ask(wish, self.asked)
        self.group(9)

    def teardown(self) -> None:
        """Take everything back, the newest first; then leave nothing behind."""
        try:
            if not transaction.get_rollback():
                self.undo_everything()
        finally:
            transaction.set_rollback(True)
            self.story.__exit__(None, None, None)

    def undo_everything(self) -> None:
        start = cells_at_start()
        for operation in Operation.objects.filter(actor__isnull=False).order_by("-pk"):
            if operation.is_standing() and operation.kind != "undo":
                undo(operation, actor=self.people[0])
        self.holds()
        assert {key: value for key, value in cells_now(start).items() if value != start[key]} == {}

    def act(self, does: Callable[[], Any]) -> bool:
        """Do what may be refused; then nothing of it is there."""
        operations = Operation.objects.count()
        try:
            with transaction.atomic():
                does()
        except REFUSALS:
            assert Operation.objects.count() == operations
            return False
        return True

    @rule(wish=st.integers(0, 2), fan=any_one)
    def ask(self, wish: int, fan: int) -> None:
        self.asked += 1
        comment = make_comment(
            TEXTS[wish],
            fan=self.fans[fan % len(self.fans)],
            created_at=DAY + timedelta(minutes=self.asked * 7 % 60),
        )
        _request(comment, wish)

    @rule(limit=st.integers(1, 9))
    def group(self, limit: int) -> None:
        _read()
        while (done := assign_batch(limit=limit, promotion_support=1.5)) and done.requests:
            pass

    @rule()
    def look_again(self) -> None:
        look_again()
        consolidate_batch(limit=50, promotion_support=1.5)

    @rule(title=st.sampled_from("甲乙丙"), who=any_one)
    def create(self, title: str, who: int) -> None:
        create_idea(title, actor=_pick(self.people, who))

    @rule(one=any_one, other=any_one, who=any_one)
    def merge(self, one: int, other: int, who: int) -> None:
        loser, winner = _pick(_ideas(), one), _pick(_ideas(), other)
        both = _asking_of(loser.pk) | _asking_of(winner.pk)
        actor = _pick(self.people, who)
        if self.act(lambda: merge_ideas([loser], into=winner, actor=actor)):
            assert _asking_of(winner.pk) == both

    @rule(one=any_one, parts=st.sets(any_one, max_size=2), whole=any_one, who=any_one)
    def split(self, one: int, parts: set[int], whole: int, who: int) -> None:
        idea = _pick(_ideas(), one)
        clusters = Cluster.objects.filter(idea__root=idea, size__gt=0).order_by("pk")
        rows = list(FanRequest.objects.current().filter(evidence__idea=idea).order_by("pk"))
        values: dict[str, Any] = {
            "clusters": list(clusters)[whole : whole + 1],
            "requests": [rows[part] for part in parts if part < len(rows)],
            "actor": _pick(self.people, who),
        }
        before = _asking_of(idea.pk)
        if self.act(lambda: split_idea(idea, title="分出", **values)):
            fresh = Idea.objects.latest("pk")
            assert _asking_of(idea.pk) | _asking_of(fresh.pk) == before

    @rule(
        act=st.sampled_from([move_request, confirm_request, reject_request]),
        request=any_one,
        idea=st.none() | any_one,
        who=any_one,
    )
    def settle(self, act: Any, request: int, idea: int | None, who: int) -> None:
        row, actor = _pick(_requests(), request), _pick(self.people, who)
        now = Evidence.objects.filter(request=row).select_related("idea").first()
        to = now.idea if idea is None and now is not None else _pick(_ideas(), idea or 0)
        name = "to" if act is move_request else "idea"
        if not self.act(lambda: act(row, actor=actor, **{name: to})):
            return
        after = Evidence.objects.filter(request=row).values_list("idea", flat=True).first()
        assert after == (None if act is reject_request else to.pk)

    @rule(cluster=any_one, idea=st.none() | any_one, who=any_one)
    def point(self, cluster: int, idea: int | None, who: int) -> None:
        row, actor = _pick(list(Cluster.objects.order_by("pk")), cluster), _pick(self.people, who)
        if idea is None:
            self.act(lambda: detach_cluster(row, actor=actor))
        else:
            self.act(lambda: attach_cluster(row, to=_pick(_ideas(), idea), actor=actor))

    @rule(one=any_one, other=any_one, says=st.sampled_from(list(Says)), who=any_one)
    def judge(self, one: int, other: int, says: Says, who: int) -> None:
        rows, actor = _requests(), _pick(self.people, who)
        self.act(lambda: judge(_pick(rows, one), _pick(rows, other), says=says, actor=actor))

    @rule(idea=any_one, fan=any_one, who=any_one)
    def vote(self, idea: int, fan: int, who: int) -> None:
        row, actor = _pick(_ideas(), idea), _pick(self.people, who)
        add_vote(row, fan=_pick(self.fans, fan), actor=actor, source="热线")

    @rule(vote=any_one, who=any_one)
    def retract(self, vote: int, who: int) -> None:
        for row in Vote.objects.standing().order_by("pk")[vote : vote + 1]:
            withdraw_vote(row, actor=_pick(self.people, who))

    @rule(idea=any_one, move=any_one, who=any_one)
    def move_on(self, idea: int, move: int, who: int) -> None:
        row, actor = _pick(_ideas(), idea), _pick(self.people, who)
        given = Given(
            public_reply="https://example.com/r",
            public_reason="这一款我们认真看过了，这次先不做，谢谢大家。",
            revisit_on=timezone.localdate() + timedelta(days=30),
            route="small_batch",
            approver=self.people[2],
        )
        moves = allowed_moves(row, actor=actor)
        if moves:
            to = _pick(moves, move).target
            self.act(lambda: change_status(row, to=to, actor=actor, given=given, reason="看过"))

    @rule(comment=any_one, label=st.sampled_from(["", *ASKING, Label.PRAISE]), who=any_one)
    def label(self, comment: int, label: str, who: int) -> None:
        row = _pick(list(Comment.objects.order_by("pk")), comment)
        label_comments([row], label=label, actor=_pick(self.people, who))

    @rule(newest=any_one, who=any_one)
    def undo(self, newest: int, who: int) -> None:
        rows = Operation.objects.order_by("-pk")[newest : newest + 1]
        for operation in rows:
            before = Operation.objects.count()
            try:
                undo(operation, actor=_pick(self.people, who))
            except RefusedError:
                assert Operation.objects.count() == before

    @invariant()
    def holds(self) -> None:
        assert differences() == []
        roots = find_roots()
        assert dict(Idea.objects.values_list("pk", "root")) == roots
        places = find_places(roots)
        assert dict(Evidence.objects.values_list("request", "idea")) == places
        found = {
            pk: (n.mentions, n.fans, n.votes, round(n.effective, 3), n.first_asked_at)
            for pk, n in support_of_ideas(roots).items()
        }
        assert found == {idea: count(idea, places=places, roots=roots) for idea in roots}

    @rule()
    def noted_numbers_are_right(self) -> None:
        """What is kept of an idea's support follows every act; labels once the grouping went on."""
        self.group(9)
        kept = {row.pk: (row.mentions, row.votes) for row in Support.objects.all()}
        found = support_of_ideas(kept)
        assert kept == {pk: (n.mentions, n.votes) for pk, n in found.items()}


def _pick(rows: Sequence[Any], number: int) -> Any:
    return rows[number % len(rows)]


def _ideas() -> list[Idea]:
    return list(Idea.objects.standing().order_by("pk"))


def _requests() -> list[FanRequest]:
    return list(FanRequest.objects.current().order_by("pk"))


def _request(comment: Comment, wish: int, **values: Any) -> FanRequest:
    vector = np.eye(len(TEXTS), dtype=np.float32)[wish]
    return make_request(comment, embedding=vector, grouped_at=None, **values)


def _read() -> None:
    """Stand in for the reader: one request in whatever asks."""
    for comment in Comment.objects.unread():
        current = comment.requests.filter(retired_at__isnull=True)
        if comment.label in ASKING and not current.exists():
            kind = comment.label.removesuffix("_request")
            _request(comment, TEXTS.index(comment.text), kind=kind)
    Comment.objects.unread().update(read_at=timezone.now())


def _asking_of(idea: int) -> set[int]:
    return set(Evidence.objects.filter(idea=idea).values_list("request", flat=True))


@pytest.mark.django_db
def test_undoing_a_later_move_counts_the_ideas_of_that_move(editor: User) -> None:
    _, cluster, _ = fridges()
    second, third = (create_idea(title, actor=editor) for title in "乙丙")
    attach_cluster(cluster, to=second, actor=editor)
    attach_cluster(cluster, to=third, actor=editor)
    undo(newest(), actor=editor)
    assert Support.objects.get(idea=third).mentions == 0
    assert Support.objects.get(idea=second).mentions == 3


@pytest.mark.django_db
def test_a_detached_cluster_leaves_pins_of_retired_requests_so_it_can_be_undone(
    editor: User,
) -> None:
    idea, cluster, requests = fridges()
    confirm_request(requests[0], idea=idea, actor=editor)
    label_comments([requests[0].comment], label=Label.PRAISE, actor=editor)
    detach_cluster(cluster, actor=editor)
    undo(newest(), actor=editor)
    undo(Operation.objects.get(kind="comment.label"), actor=editor)
    assert support_of_ideas([idea.pk])[idea.pk].mentions == 3


@pytest.mark.django_db
def test_every_story_holds_and_can_be_taken_back() -> None:
    run_state_machine_as_test(
        Stories,
        settings=settings(
            max_examples=8,
            stateful_step_count=16,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )

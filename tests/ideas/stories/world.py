"""A few wishes, the colleagues and the machine at work on them, and what must always hold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from engine.ledger.models import Operation
from engine.ledger.replaying import differences
from engine.ledger.undoing import RefusedError, undo
from feedback.models import Comment, FanRequest
from ideas.models import Evidence, Idea, Support
from ideas.roles import EDITOR, MANAGER
from ideas.services.assigning import assign_batch
from ideas.services.consolidating import consolidate_batch, look_again
from ideas.services.judging import ImpossibleVerdictError
from ideas.services.moving import IllegalMoveError
from ideas.services.repairing import recount
from ideas.services.structure import StructureError
from ideas.services.suggesting import OutdatedSuggestionError
from ideas.services.supporting import support_of_ideas
from tests.factories import (
    make_assignment,
    make_cluster,
    make_comment,
    make_fan,
    make_request,
    make_user,
)
from tests.ideas.first_principles import (
    ASKING,
    cells_at_start,
    cells_now,
    count,
    find_places,
    find_roots,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

TEXTS = ("冷宫冰箱", "洗衣机能洗鞋", "空调静音")
REFUSALS = (StructureError, ImpossibleVerdictError, IllegalMoveError, OutdatedSuggestionError)
DAY = datetime(2026, 11, 1, tzinfo=UTC)
PROMOTION_SUPPORT = 1.5

any_one = st.integers(0, 11)


class World(RuleBasedStateMachine):
    """Comments that come, the grouping, undos, and the invariants."""

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
        ask_for(comment, wish)

    @rule(limit=st.integers(1, 9))
    def group(self, limit: int) -> None:
        read()
        while (
            done := assign_batch(limit=limit, promotion_support=PROMOTION_SUPPORT)
        ) and done.requests:
            pass

    @rule(wishes=st.sampled_from([(0,), (1,), (0, 0, 0, 1, 1), (2, 2, 2, 0, 0)]), fan=any_one)
    def found(self, wishes: tuple[int, ...], fan: int) -> None:
        """A cluster as the machine founded it when it knew less: a twin, or of two wishes."""
        cluster = make_cluster(title="旧簇", centroid=vector_of(wishes[0]))
        for place, wish in enumerate(wishes):
            self.ask(wish, fan + place)
            request = FanRequest.objects.latest("pk")
            make_assignment(request, cluster=cluster, is_representative=True)
            FanRequest.objects.filter(pk=request.pk).update(grouped_at=timezone.now())
        recount([cluster.pk])

    @rule()
    def look_again(self) -> None:
        look_again()
        consolidate_batch(limit=50, promotion_support=PROMOTION_SUPPORT)

    @rule(newest=any_one, who=any_one)
    def undo(self, newest: int, who: int) -> None:
        rows = Operation.objects.order_by("-pk")[newest : newest + 1]
        for operation in rows:
            before = Operation.objects.count()
            try:
                undo(operation, actor=pick(self.people, who))
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


def pick(rows: Sequence[Any], number: int) -> Any:
    return rows[number % len(rows)]


def ideas() -> list[Idea]:
    return list(Idea.objects.standing().order_by("pk"))


def requests() -> list[FanRequest]:
    return list(FanRequest.objects.current().order_by("pk"))


def ask_for(comment: Comment, wish: int, **values: Any) -> FanRequest:
    return make_request(comment, embedding=vector_of(wish), grouped_at=None, **values)


def vector_of(wish: int) -> np.ndarray[Any, Any]:
    return np.eye(len(TEXTS), dtype=np.float32)[wish]


def read() -> None:
    """Stand in for the reader: one request in whatever asks."""
    for comment in Comment.objects.unread():
        current = comment.requests.filter(retired_at__isnull=True)
        if comment.label in ASKING and not current.exists():
            kind = comment.label.removesuffix("_request")
            ask_for(comment, TEXTS.index(comment.text), kind=kind)
    Comment.objects.unread().update(read_at=timezone.now())


def asking_of(idea: int) -> set[int]:
    return set(Evidence.objects.filter(idea=idea).values_list("request", flat=True))

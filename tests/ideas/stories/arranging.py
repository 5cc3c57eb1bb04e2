"""What people do to the arrangement of ideas in a story."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from feedback.models import FanRequest
from ideas.models import Act, Cluster, Evidence, Idea, Says, Suggestion
from ideas.services.judging import judge
from ideas.services.structure import (
    attach_cluster,
    confirm_request,
    create_idea,
    detach_cluster,
    merge_ideas,
    move_request,
    reject_request,
    split_idea,
)
from ideas.services.suggesting import accept_suggestion, dismiss_suggestion
from tests.ideas.stories.world import (
    PROMOTION_SUPPORT,
    World,
    any_one,
    asking_of,
    ideas,
    pick,
    requests,
)


class Arranging(World):
    """Create, merge, split, move, point, judge, decide on suggestions."""

    @rule(title=st.sampled_from("甲乙丙"), who=any_one)
    def create(self, title: str, who: int) -> None:
        create_idea(title, actor=pick(self.people, who))

    @rule(one=any_one, other=any_one, who=any_one)
    def merge(self, one: int, other: int, who: int) -> None:
        loser, winner = pick(ideas(), one), pick(ideas(), other)
        both = asking_of(loser.pk) | asking_of(winner.pk)
        actor = pick(self.people, who)
        if self.act(lambda: merge_ideas([loser], into=winner, actor=actor)):
            assert asking_of(winner.pk) == both

    @rule(one=any_one, parts=st.sets(any_one, max_size=2), whole=any_one, who=any_one)
    def split(self, one: int, parts: set[int], whole: int, who: int) -> None:
        idea = pick(ideas(), one)
        clusters = Cluster.objects.filter(idea__root=idea, size__gt=0).order_by("pk")
        rows = list(FanRequest.objects.current().filter(evidence__idea=idea).order_by("pk"))
        values: dict[str, Any] = {
            "clusters": list(clusters)[whole : whole + 1],
            "requests": [rows[part] for part in parts if part < len(rows)],
            "actor": pick(self.people, who),
        }
        before = asking_of(idea.pk)
        if self.act(lambda: split_idea(idea, title="分出", **values)):
            fresh = Idea.objects.latest("pk")
            assert asking_of(idea.pk) | asking_of(fresh.pk) == before

    @rule(
        act=st.sampled_from([move_request, confirm_request, reject_request]),
        request=any_one,
        idea=st.none() | any_one,
        who=any_one,
    )
    def settle(self, act: Any, request: int, idea: int | None, who: int) -> None:
        row, actor = pick(requests(), request), pick(self.people, who)
        now = Evidence.objects.filter(request=row).select_related("idea").first()
        to = now.idea if idea is None and now is not None else pick(ideas(), idea or 0)
        name = "to" if act is move_request else "idea"
        if not self.act(lambda: act(row, actor=actor, **{name: to})):
            return
        after = Evidence.objects.filter(request=row).values_list("idea", flat=True).first()
        assert after == (None if act is reject_request else to.pk)

    @rule(cluster=any_one, idea=st.none() | any_one, who=any_one)
    def point(self, cluster: int, idea: int | None, who: int) -> None:
        row, actor = pick(list(Cluster.objects.order_by("pk")), cluster), pick(self.people, who)
        if idea is None:
            self.act(lambda: detach_cluster(row, actor=actor))
        else:
            self.act(lambda: attach_cluster(row, to=pick(ideas(), idea), actor=actor))

    @rule(one=any_one, other=any_one, says=st.sampled_from(list(Says)), who=any_one)
    def judge(self, one: int, other: int, says: Says, who: int) -> None:
        rows, actor = requests(), pick(self.people, who)
        self.act(lambda: judge(pick(rows, one), pick(rows, other), says=says, actor=actor))

    @rule(number=any_one, accept=st.booleans(), who=any_one)
    def decide(self, number: int, accept: bool, who: int) -> None:
        rows, actor = list(Suggestion.objects.open().order_by("pk")), pick(self.people, who)
        if not rows:
            return
        row, values = pick(rows, number), {"actor": actor}
        if accept:
            support = PROMOTION_SUPPORT
            self.act(lambda: accept_suggestion(row, promotion_support=support, **values))
        else:
            self.act(lambda: dismiss_suggestion(row, **values))

    @rule(fan=any_one, idea=any_one, who=any_one)
    def divide(self, fan: int, idea: int, who: int) -> None:
        """A cluster of two wishes, which somebody chose for an idea, is divided on advice."""
        self.found((0, 0, 0, 1, 1), fan)
        mixed, values = Cluster.objects.latest("pk"), {"actor": pick(self.people, who)}
        self.act(lambda: attach_cluster(mixed, to=pick(ideas(), idea), **values))
        self.look_again()
        row = Suggestion.objects.open().filter(act=Act.DIVIDE, one=mixed).first()
        if row is not None:
            support = PROMOTION_SUPPORT
            self.act(lambda: accept_suggestion(row, promotion_support=support, **values))

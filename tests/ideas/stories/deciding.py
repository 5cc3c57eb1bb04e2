"""What people say of comments and decide about ideas in a story."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import rule

from feedback.models import Comment, Label
from feedback.services.labelling import label_comments
from ideas.models import Vote
from ideas.services.moving import Given, allowed_moves, change_status
from ideas.services.voting import add_vote, withdraw_vote
from tests.ideas.first_principles import ASKING
from tests.ideas.stories.world import World, any_one, ideas, pick


class Deciding(World):
    """Votes, statuses, labels."""

    @rule(idea=any_one, fan=any_one, who=any_one)
    def vote(self, idea: int, fan: int, who: int) -> None:
        row, actor = pick(ideas(), idea), pick(self.people, who)
        add_vote(row, fan=pick(self.fans, fan), actor=actor, source="热线")

    @rule(vote=any_one, who=any_one)
    def retract(self, vote: int, who: int) -> None:
        for row in Vote.objects.standing().order_by("pk")[vote : vote + 1]:
            withdraw_vote(row, actor=pick(self.people, who))

    @rule(idea=any_one, move=any_one, who=any_one)
    def move_on(self, idea: int, move: int, who: int) -> None:
        row, actor = pick(ideas(), idea), pick(self.people, who)
        given = Given(
            public_reply="https://example.com/r",
            public_reason="这一款我们认真看过了，这次先不做，谢谢大家。",
            revisit_on=timezone.localdate() + timedelta(days=30),
            route="small_batch",
            approver=self.people[2],
        )
        moves = allowed_moves(row, actor=actor)
        if moves:
            to = pick(moves, move).target
            self.act(lambda: change_status(row, to=to, actor=actor, given=given, reason="看过"))

    @rule(comment=any_one, label=st.sampled_from(["", *ASKING, Label.PRAISE]), who=any_one)
    def label(self, comment: int, label: str, who: int) -> None:
        row = pick(list(Comment.objects.order_by("pk")), comment)
        label_comments([row], label=label, actor=pick(self.people, who))

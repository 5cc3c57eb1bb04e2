"""Explicit votes: once a fan, with a source, withdrawn without trace in the count."""

from __future__ import annotations

import pytest

from engine.ledger.models import Operation
from ideas.services.supporting import support_of_ideas
from ideas.services.voting import add_vote, withdraw_vote
from tests.factories import make_evidence, make_fan, make_idea

pytestmark = pytest.mark.django_db


def test_a_fan_votes_once(editor):
    idea, fan = make_idea(), make_fan()
    vote, is_new = add_vote(idea, fan=fan, source="发布会现场", actor=editor)
    again, is_new_again = add_vote(idea, fan=fan, source="热线", actor=editor)
    assert (is_new, is_new_again) == (True, False)
    assert again == vote
    assert support_of_ideas([idea.pk])[idea.pk].votes == 1


def test_a_fan_who_asked_and_voted_is_one_supporter(editor):
    idea, fan = make_idea(), make_fan()
    make_evidence(idea, "求冷宫冰箱", fan=fan)
    add_vote(idea, fan=fan, source="热线", actor=editor)
    idea.support.refresh_from_db()
    assert (idea.support.fans, idea.support.effective) == (1, 1.0)


def test_a_vote_without_a_source_is_refused(editor):
    with pytest.raises(ValueError, match="source"):
        add_vote(make_idea(), fan=make_fan(), source="  ", actor=editor)


def test_a_withdrawn_vote_no_longer_counts_but_stays_in_the_ledger(manager):
    idea = make_idea()
    vote, _ = add_vote(idea, fan=make_fan(), source="热线", actor=manager)
    withdraw_vote(vote, actor=manager, reason="重复登记")
    idea.support.refresh_from_db()
    assert idea.support.effective == 0
    kinds = list(Operation.objects.touching(idea, field="votes").values_list("kind", flat=True))
    assert kinds == ["idea.unvote", "idea.vote"]

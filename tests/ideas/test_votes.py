"""Explicit votes: once a fan, with a source, withdrawn without trace in the count."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from engine.ledger.models import Operation
from engine.ledger.replaying import differences
from engine.ledger.undoing import undo
from ideas.models import Vote
from ideas.services.structure import merge_ideas
from ideas.services.supporting import support_of_ideas
from ideas.services.voting import VoteRefusedError, add_vote, withdraw_vote
from tests.factories import make_evidence, make_fan, make_idea

pytestmark = pytest.mark.django_db


def votes_of(idea):
    return support_of_ideas([idea.pk])[idea.pk].votes


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
    with pytest.raises(VoteRefusedError):
        add_vote(make_idea(), fan=make_fan(), source="  ", actor=editor)


def test_a_withdrawn_vote_no_longer_counts_but_stays_in_the_ledger(manager):
    idea = make_idea()
    vote, _ = add_vote(idea, fan=make_fan(), source="热线", actor=manager)
    withdraw_vote(vote, actor=manager, reason="重复登记")
    idea.support.refresh_from_db()
    assert idea.support.effective == 0
    kinds = list(Operation.objects.touching(vote).values_list("kind", flat=True))
    assert kinds == ["idea.unvote", "idea.vote"]


def test_who_votes_again_stands_in_the_same_row_and_each_undo_takes_one_step(manager, editor):
    idea, fan = make_idea(), make_fan()
    vote, _ = add_vote(idea, fan=fan, source="热线", actor=manager)
    withdraw_vote(vote, actor=manager)
    link, when = "https://weibo.example/1", timezone.now() - timedelta(days=2)
    again, is_new = add_vote(idea, fan=fan, link=link, said_at=when, actor=editor)
    again.refresh_from_db()
    assert (again.pk, is_new) == (vote.pk, True)
    assert (again.source, again.link, again.said_at) == ("", link, when)
    assert again.recorded_by == editor

    undo(Operation.objects.latest("pk"), actor=manager)
    again.refresh_from_db()
    assert (again.source, again.link, again.recorded_by) == ("热线", "", manager)
    assert votes_of(idea) == 0
    undo(Operation.objects.get(kind="idea.unvote"), actor=manager)
    assert votes_of(idea) == 1
    assert differences() == []


def test_one_fan_has_one_vote_whatever_was_merged(manager):
    loser, winner, fan = make_idea("冷宫冰厢"), make_idea(), make_fan()
    add_vote(loser, fan=fan, source="热线", actor=manager)
    merge_ideas([loser], into=winner, actor=manager)
    _vote, is_new = add_vote(winner, fan=fan, source="展会", actor=manager)
    assert not is_new
    other, _ = add_vote(loser, fan=make_fan(), source="展会", actor=manager)
    assert other.idea == winner
    assert votes_of(winner) == 2


def test_withdrawing_takes_back_all_that_a_fan_said_of_what_was_merged(manager):
    loser, winner, fan = make_idea("冷宫冰厢"), make_idea(), make_fan()
    add_vote(loser, fan=fan, source="热线", actor=manager)
    vote, _ = add_vote(winner, fan=fan, source="展会", actor=manager)
    merge_ideas([loser], into=winner, actor=manager)
    withdraw_vote(vote, actor=manager)
    assert votes_of(winner) == 0
    undo(Operation.objects.latest("pk"), actor=manager)
    assert Vote.objects.standing().count() == 2


def test_our_own_account_has_no_vote(editor):
    with pytest.raises(VoteRefusedError):
        add_vote(make_idea(), fan=make_fan(machine_role="own"), source="热线", actor=editor)
    assert not Vote.objects.exists()


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"source": "\0"}, "source"),
        ({"source": "长" * 201}, "source"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "https://" + "x" * 500}, "link"),
        ({"source": "热线", "said_at": timezone.now() + timedelta(days=1)}, "said_at"),
    ],
)
def test_a_vote_that_cannot_be_so_is_refused(editor, values, name):
    with pytest.raises(VoteRefusedError) as refused:
        add_vote(make_idea(), fan=make_fan(), actor=editor, **values)
    assert refused.value.name == name

"""Watching ideas: one row a person and idea, begun, ended, brought back."""

from __future__ import annotations

import pytest

from engine.ledger.models import Operation
from engine.ledger.replaying import differences
from engine.ledger.undoing import undo
from ideas.models import Idea, Watch
from ideas.services.watching import unwatch_idea, watch_idea
from tests.factories import make_idea, make_user

pytestmark = pytest.mark.django_db


def watched(user: object) -> list[Idea]:
    return list(Idea.objects.watched_by(user))


def test_a_colleague_watches_and_stops() -> None:
    user, other, idea = make_user(), make_user(), make_idea()
    make_idea("无人关注")

    assert watch_idea(idea, user=user, actor=user)
    assert not watch_idea(idea, user=user, actor=user)
    assert (watched(user), watched(other)) == ([idea], [])
    assert [watch.user for watch in Watch.objects.of(idea)] == [user]

    assert unwatch_idea(idea, user=user, actor=user)
    assert not unwatch_idea(idea, user=user, actor=user)
    assert watched(user) == []
    kinds = Operation.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["idea.watch", "idea.unwatch"]


def test_watching_again_is_the_same_row() -> None:
    user, idea = make_user(), make_idea()
    for act in (watch_idea, unwatch_idea, watch_idea):
        act(idea, user=user, actor=user)
    assert Watch.objects.get().is_standing
    assert differences() == []


def test_an_undo_brings_a_watch_back() -> None:
    user, idea = make_user(), make_idea()
    watch_idea(idea, user=user, actor=user)
    unwatch_idea(idea, user=user, actor=user)
    undo(Operation.objects.latest("pk"), actor=user)
    assert watched(user) == [idea]
    assert differences() == []


def test_who_watched_an_idea_merged_away_watches_the_winner() -> None:
    user, winner, loser = make_user(), make_idea(), make_idea("冷宫冰柜")
    for idea in (winner, loser):
        watch_idea(idea, user=user, actor=user)
    Idea.objects.filter(pk=loser.pk).update(merged_into=winner)

    assert watched(user) == [winner]
    assert not watch_idea(winner, user=user, actor=user)
    unwatch_idea(winner, user=user, actor=user)
    assert watched(user) == []

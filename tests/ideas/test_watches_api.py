"""Watching through the API, in the name of the colleague a key acts for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.api.models import Scope
from ideas.models import Idea, Watch
from ideas.services.watching import watch_idea
from tests.api import make_client
from tests.factories import make_idea

if TYPE_CHECKING:
    from django.contrib.auth.models import User

pytestmark = pytest.mark.django_db


def way(idea: Idea) -> str:
    return f"/api/v1/ideas/{idea.pk}/watch"


def test_a_key_watches_for_its_colleague(rnd: User, editor: User) -> None:
    idea = make_idea()
    watch_idea(idea, user=editor, actor=editor)
    client = make_client(acts_for=rnd)
    assert client.get(way(idea)).json() == {"is_watched": False, "watchers": ["editor"]}
    for _ in range(2):
        told = client.put(way(idea)).json()
        assert told == {"is_watched": True, "watchers": ["editor", "rnd"]}
    for _ in range(2):
        assert client.delete(way(idea)).json() == {"is_watched": False, "watchers": ["editor"]}
    assert Watch.objects.count() == 2


def test_a_list_of_what_the_colleague_watches(rnd: User) -> None:
    mine, _other = make_idea("冷宫冰箱"), make_idea("洗鞋机")
    watch_idea(mine, user=rnd, actor=rnd)
    client = make_client(acts_for=rnd)
    rows = client.get("/api/v1/ideas", {"watched": "me"}).json()["results"]
    assert [row["id"] for row in rows] == [mine.pk]
    assert client.get("/api/v1/ideas", {"watched": "you"}).status_code == 400


def test_a_key_that_acts_for_nobody_watches_nothing() -> None:
    idea = make_idea()
    client = make_client(Scope.IDEAS_READ)
    assert client.get(way(idea)).json() == {"is_watched": None, "watchers": []}
    assert client.put(way(idea)).status_code == 403
    answer = client.get("/api/v1/ideas", {"watched": "me"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "watched")

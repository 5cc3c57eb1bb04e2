"""The history of an idea tells of what was merged into it, and where each act is taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from engine.ledger.models import Operation
from engine.ledger.undoing import undo
from ideas.services.editing import edit_idea
from ideas.services.structure import merge_ideas
from tests.api import make_client
from tests.factories import make_idea
from tests.ideas.test_ideas_api import detail

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.test import Client

    from ideas.models import Idea

pytestmark = pytest.mark.django_db


def history_on_page(client: Client, idea: Idea) -> str:
    page = client.get(reverse("admin:ideas_idea_change", args=[idea.pk])).content.decode()
    return page.split('id="history"')[1]


def undo_link(operation: Operation) -> str:
    return reverse("admin:ledger_operation_undo", args=[operation.pk])


def test_history_tells_of_what_was_merged_into_an_idea_and_of_its_undo(manager: User) -> None:
    winner, loser, other = make_idea(), make_idea(), make_idea()
    merge_ideas([loser], into=winner, actor=manager, reason="一回事")
    merge_ideas([winner], into=other, actor=manager)
    merge = Operation.objects.get(reason="一回事")
    undo(Operation.objects.latest("pk"), actor=manager)
    undo(merge, actor=manager)
    back, unmerged, merged_on, merged = detail(winner)["history"]
    assert (merged["id"], merged["reason"]) == (merge.pk, "一回事")
    away = {"idea": loser.pk, "field": "merged_into", "before": None, "after": winner.pk}
    assert merged["changes"] == [away]
    assert back["changes"] == [{**away, "before": winner.pk, "after": None}]
    for entry in (merged_on, unmerged):
        assert [change["idea"] for change in entry["changes"]] == [winner.pk]
    assert [entry["id"] for entry in detail(loser)["history"]] == [back["id"], merged["id"]]
    assert detail(winner)["history"] == rows_of(winner)


def rows_of(idea: Idea) -> Any:
    return make_client().get(detail(idea)["history_url"]).json()["results"]


def test_the_page_of_a_winner_tells_of_the_merge_and_where_to_undo_it(
    client: Client, manager: User
) -> None:
    winner, loser = make_idea("冷宫冰箱"), make_idea("嬛嬛牌冰箱")
    merge_ideas([loser], into=winner, actor=manager, reason="一回事")
    merge = Operation.objects.get()
    client.force_login(manager)
    told = history_on_page(client, winner)
    for words in ("一回事", "嬛嬛牌冰箱", "并入本创意", undo_link(merge)):
        assert words in told
    undo(merge, actor=manager)
    told = history_on_page(client, winner)
    assert undo_link(merge) not in told
    assert undo_link(Operation.objects.latest("pk")) in told
    assert "嬛嬛牌冰箱" in told


def test_only_who_may_take_an_act_back_is_shown_where(
    client: Client, manager: User, editor: User, rnd: User
) -> None:
    idea = make_idea()
    edit_idea(idea, values={"summary": "一"}, actor=manager)
    edit_idea(idea, values={"summary": "二"}, actor=editor)
    by_manager, by_editor = Operation.objects.order_by("pk")
    for person, shown in ((manager, {True}), (rnd, {False})):
        client.force_login(person)
        told = history_on_page(client, idea)
        assert {undo_link(row) in told for row in (by_manager, by_editor)} == shown
    client.force_login(editor)
    told = history_on_page(client, idea)
    assert (undo_link(by_manager) in told, undo_link(by_editor) in told) == (False, True)

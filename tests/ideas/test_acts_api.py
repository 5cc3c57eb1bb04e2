"""Moves, decisions and votes over the API, in the name of the colleague a key acts for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from engine.api.models import Scope
from engine.ledger.models import Operation
from feedback.models import ProductLine
from ideas.models import Decision, Idea, Vote
from ideas.services.structure import merge_ideas
from tests.api import PROBLEM, make_client, post_json
from tests.factories import make_idea, make_user

if TYPE_CHECKING:
    from django.contrib.auth.models import User

pytestmark = pytest.mark.django_db
LINK = "https://weibo.example/1"


def act(idea: Idea, what: str, body: Any, *, by: User) -> Any:
    return post_json(make_client(acts_for=by), body, url=f"/api/v1/ideas/{idea.pk}/{what}")


def test_a_move_is_the_colleagues_doing(editor: User) -> None:
    idea = make_idea()
    body = {
        "to": "acknowledged",
        "public_reply": LINK,
        "reason": "容我考虑一下",
        "seen": "candidate",
    }
    answer = act(idea, "move", body, by=editor)
    assert answer.status_code == 200, answer.content
    assert (answer.json()["status"], answer.json()["public_reply"]) == ("acknowledged", LINK)
    operation = Operation.objects.get()
    assert (operation.actor, operation.reason) == (editor, "容我考虑一下")


@pytest.mark.parametrize(
    ("body", "status", "lacks"),
    [
        ({"to": "closed_loop"}, 409, ""),
        ({"to": "triaged", "seen": "parked"}, 409, ""),
        ({"to": "planned", "route": "mass"}, 403, ""),
        ({"to": "acknowledged"}, 400, "public_reply"),
        ({"to": "acknowledged", "public_reply": "javascript:1"}, 400, "public_reply"),
    ],
)
def test_a_refused_move_is_a_problem_with_the_legal_moves(
    editor: User, body: dict[str, Any], status: int, lacks: str
) -> None:
    idea = make_idea()
    answer = act(idea, "move", body, by=editor)
    told = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (status, PROBLEM)
    assert (told["type"], told["lacks"]) == ("urn:lenggong:problem:illegal-move", lacks)
    legal = {move["to"]: move["needs"] for move in told["legal_moves"]}
    if "seen" not in body:
        assert legal == {"triaged": [], "acknowledged": ["public_reply"], "dismissed": []}
    assert Idea.objects.get(pk=idea.pk).status == "candidate"


def test_a_merged_idea_is_refused_and_named(manager: User) -> None:
    loser, winner = make_idea("冷宫冰厢"), make_idea()
    merge_ideas([loser], into=winner, actor=manager)
    answer = act(loser, "move", {"to": "triaged"}, by=manager)
    assert answer.status_code == 409
    assert f"#{winner.pk}" in answer.json()["detail"]


def test_a_decision_is_made_with_its_move_and_listed(manager: User) -> None:
    line = ProductLine.objects.create(name="冰箱")
    idea = make_idea(status="in_review", product_line=line)
    refused = act(idea, "decisions", {"outcome": "approve", "route": "mass"}, by=manager)
    assert (refused.status_code, refused.json()["lacks"]) == (400, "route")
    body = {
        "outcome": "approve",
        "route": "small_batch",
        "approver": make_user("boss").username,
        "reason": "先做一百台",
    }
    made = act(idea, "decisions", body, by=manager)
    assert made.status_code == 201, made.content
    told = made.json()
    assert (told["by"], told["approver"], told["threshold"]) == ("manager", "boss", 100_000)
    listed = make_client(Scope.IDEAS_READ).get(f"/api/v1/ideas/{idea.pk}/decisions").json()
    assert listed["results"] == [told]
    shown = make_client().get(f"/api/v1/ideas/{idea.pk}").json()
    assert (shown["status"], shown["route"]) == ("planned", "small_batch")
    assert shown["gauge"]["threshold"] == 100_000
    assert shown["gauge"]["is_reached"] is False


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"outcome": "maybe"},
        {"outcome": "approve", "route": "small_batch", "approver": "nobody"},
        {"outcome": "park", "revisit_on": "tomorrow"},
        {"outcome": "park", "revisit_on": "2020-01-01"},
        {"outcome": "decline", "public_reason": "\0"},
    ],
)
def test_a_decision_that_says_nothing_is_400(manager: User, body: Any) -> None:
    answer = act(make_idea(status="in_review"), "decisions", body, by=manager)
    assert answer.status_code == 400
    assert not Decision.objects.exists()


def test_a_fan_votes_once_and_is_withdrawn(manager: User) -> None:
    idea = make_idea()
    body = {"channel": "weibo", "fan_id": "10086", "link": LINK, "said_at": "2026-11-20T21:14:05Z"}
    made = act(idea, "votes", body, by=manager)
    again = act(idea, "votes", body, by=manager)
    assert (made.status_code, again.status_code) == (201, 200)
    assert made.json() == again.json()
    assert (made.json()["channel"], made.json()["link"]) == ("weibo", LINK)
    assert "10086" not in made.content.decode()
    client, url = make_client(acts_for=manager), f"/api/v1/votes/{made.json()['id']}"
    assert client.delete(url).status_code == 204
    assert client.delete(url).status_code == 404
    assert not Vote.objects.standing().exists()
    assert Operation.objects.latest("pk").actor == manager


@pytest.mark.parametrize(
    "changed",
    [
        {"channel": "myspace"},
        {"fan_id": ""},
        {"fan_id": "j***8"},
        {"fan_id": "=1"},
        {"fan_id": 10086.5},
        {"fan_id": "a\0b"},
        {"link": "", "source": ""},
        {"link": "ftp://x"},
        {"said_at": "2999-01-01T00:00:00Z"},
        {"said_at": "yesterday"},
    ],
)
def test_a_vote_that_cannot_be_is_400(editor: User, changed: dict[str, Any]) -> None:
    body = {"channel": "weibo", "fan_id": "1", "link": LINK, **changed}
    answer = act(make_idea(), "votes", body, by=editor)
    assert answer.status_code == 400, answer.content
    assert not Vote.objects.exists()


def test_an_editor_may_record_and_not_withdraw(editor: User) -> None:
    made = act(make_idea(), "votes", {"channel": "weibo", "fan_id": "1", "link": LINK}, by=editor)
    refused = make_client(acts_for=editor).delete(f"/api/v1/votes/{made.json()['id']}")
    assert refused.status_code == 403


def send(client: Any, text: str, *, query: str = "") -> Any:
    return client.post(f"/api/v1/votes/import{query}", data=text.encode(), content_type="text/csv")


def test_a_file_of_votes_is_tried_and_taken(editor: User) -> None:
    idea, client = make_idea(), make_client(acts_for=editor)
    text = f"channel,fan_id,idea,when,link\nweibo,1,{idea.pk},,{LINK}\nweibo,1,冷宫冰厢,,{LINK}\n"
    tried = send(client, text, query="?dry_run=true").json()
    assert not Vote.objects.exists()
    taken = send(client, text).json()
    assert Vote.objects.count() == 1
    assert {**tried, "dry_run": False} == taken
    assert (taken["added"], taken["refused"]) == (1, 1)
    assert taken["refusals"][0]["nearest"] == [f"#{idea.pk} 冷宫冰箱"]
    assert taken["ideas"][0]["added"] == 1


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", ""),
        ("a,b\n", ""),
        ("channel,fan_id,idea\n", "?dry_run=perhaps"),
        ("channel,fan_id,idea\n", "?dryrun=true"),
        ("channel,fan_id,idea\n", "?source=" + "x" * 201),
    ],
)
def test_a_file_that_cannot_be_read_is_400(editor: User, text: str, query: str) -> None:
    answer = send(make_client(acts_for=editor), text, query=query)
    assert answer.status_code == 400, answer.content
    assert answer["Content-Type"] == PROBLEM


def test_acts_want_their_own_scopes_and_a_colleague_of_the_role(rnd: User) -> None:
    idea = make_idea()
    reader = make_client(Scope.IDEAS_READ, Scope.COMMENTS_READ)
    body = {"to": "triaged", "outcome": "park", "channel": "weibo", "fan_id": "1", "link": LINK}
    for what in ("move", "decisions", "votes"):
        assert post_json(reader, body, url=f"/api/v1/ideas/{idea.pk}/{what}").status_code == 403
        assert act(idea, what, body, by=rnd).status_code == 403
    assert send(reader, "x").status_code == 403
    assert send(make_client(acts_for=rnd), "x").status_code == 403
    assert not Operation.objects.exists()


@pytest.mark.parametrize("what", ["move", "decisions", "votes"])
def test_an_idea_that_is_not_there_is_404(manager: User, what: str) -> None:
    body = {"to": "triaged", "outcome": "decline", "channel": "weibo", "fan_id": "1", "link": LINK}
    client = make_client(acts_for=manager)
    assert post_json(client, body, url=f"/api/v1/ideas/999999/{what}").status_code == 404

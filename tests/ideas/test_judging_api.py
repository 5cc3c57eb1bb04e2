"""Clients judge pairs, decide on suggestions and promote clusters over the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engine.api.models import Scope
from engine.ledger.models import Operation
from feedback.models import Comment, CommentState
from ideas.models import Assignment, Cluster, Idea, Says, Suggestion, Verdict
from ideas.services.judging import judge
from ideas.services.structure import merge_ideas
from tests.api import PROBLEM, make_client, post_json
from tests.factories import (
    make_assignment,
    make_cluster,
    make_evidence,
    make_idea,
    make_request,
)
from tests.ideas.test_consolidate import make_mixed, make_suggestion, make_wished, partition

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from feedback.models import FanRequest

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>'; --"


def act(address: str, body: Any, *, by: User) -> Any:
    return post_json(make_client(acts_for=by), body, url=f"/api/v1/{address}")


def rows(address: str) -> list[dict[str, Any]]:
    answer = make_client().get(f"/api/v1/{address}")
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


def assert_refused(answer: Any, *words: str) -> None:
    assert (answer.status_code, answer["Content-Type"]) == (409, PROBLEM), answer.content
    told = answer.json()
    assert told["type"] == "urn:lenggong:problem:structure"
    assert all(word in told["detail"] for word in words), told


def take_back(by: User) -> None:
    answer = act(f"operations/{Operation.objects.latest('pk').pk}/undo", {}, by=by)
    assert answer.status_code == 200, answer.content


def make_pair(cluster: Cluster | None = None) -> tuple[FanRequest, FanRequest]:
    home = cluster or make_cluster()
    one, other = (make_assignment(make_request(), cluster=home).request for _ in range(2))
    return one, other


def said(one: FanRequest, other: FanRequest, says: str = "different") -> dict[str, Any]:
    return {"one": one.pk, "other": other.pk, "says": says, "reason": HOSTILE}


def queries_of(address: str) -> int:
    client = make_client()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/api/v1/{address}").status_code == 200
    return len(queries)


def test_a_pair_is_judged_once_and_listed(editor: User) -> None:
    one, other = make_pair()
    answers = [
        act("verdicts", said(one, other), by=editor),
        act("verdicts", said(other, one), by=editor),
    ]
    assert [answer.status_code for answer in answers] == [201, 200], answers[0].content
    told = answers[0].json()
    assert told == answers[1].json()
    names = (told["one"], told["other"], told["says"], told["by"])
    assert names == (one.pk, other.pk, "different", "editor")
    operation = Operation.objects.get()
    assert (operation.kind, operation.reason) == ("verdict.make", HOSTILE)
    assert not Assignment.objects.open().filter(request=one).exists()
    assert rows(f"verdicts?request_id={other.pk}&says=different") == [told]
    assert rows(f"verdicts?request_id={other.pk + 1}") == []
    take_back(editor)
    assert rows("verdicts") == []


def test_a_verdict_is_withdrawn_and_comes_back(editor: User, rnd: User) -> None:
    verdict = judge(*make_pair(), says=Says.SAME, actor=editor)
    address = f"/api/v1/verdicts/{verdict.pk}"
    assert make_client(acts_for=rnd).delete(address).status_code == 403
    assert make_client(Scope.IDEAS_READ).delete(address).status_code == 403
    client = make_client(acts_for=editor)
    assert [client.delete(address).status_code for _ in range(2)] == [204, 404]
    assert not Verdict.objects.standing().exists()
    assert Operation.objects.count() == 2
    take_back(editor)
    assert Verdict.objects.standing().get() == verdict


def test_a_verdict_that_cannot_be_says_why(editor: User) -> None:
    one, other = make_pair()
    act("verdicts", said(one, other, "same"), by=editor)
    assert_refused(act("verdicts", said(one, other), by=editor), "contradicts earlier verdicts")
    assert_refused(act("verdicts", said(one, one), by=editor), "itself")
    retired, vague = make_request(retired_at=one.created_at), make_request(is_vague=True)
    for row in (retired, vague):
        assert_refused(act("verdicts", said(one, row), by=editor), "newest reading")
    service = make_request(kind="service")
    assert_refused(act("verdicts", said(one, service), by=editor), "never compared")
    assert Operation.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"one": 10**9},
        {"other": 2**63},
        {"one": "冷宫"},
        {"one": 0},
        {"says": "king"},
        {"says": None},
        {"reason": "冷\0宫"},
    ],
)
def test_a_verdict_that_cannot_be_read_is_400(editor: User, change: dict[str, Any]) -> None:
    one, other = make_pair()
    answer = act("verdicts", {**said(one, other), **change}, by=editor)
    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM), answer.content
    assert answer.json()["errors"][0]["field"] == next(iter(change))
    assert not Verdict.objects.exists()


def test_a_suggestion_is_accepted_once_and_taken_back(editor: User) -> None:
    suggestion = make_suggestion(editor)
    (told,) = rows("suggestions?state=open")
    assert (told["act"], told["state"]) == ("join", "open")
    assert {told["one"]["id"], told["other"]["id"]} == {suggestion.one_id, suggestion.other_id}
    assert set(told["quotes"]) == {"冷宫冰箱", "冷宫造型冰箱"}
    for _ in range(2):
        answer = act(f"suggestions/{suggestion.pk}/accept", {"reason": HOSTILE}, by=editor)
        assert answer.status_code == 200, answer.content
        assert answer.json()["state"] == "accepted"
    assert len(partition()) == 1
    operation = Operation.objects.latest("pk")
    assert (operation.kind, operation.reason) == ("suggestion.accept", HOSTILE)
    assert_refused(act(f"suggestions/{suggestion.pk}/dismiss", {}, by=editor), "already")
    take_back(editor)
    assert len(partition()) == 2
    assert rows(f"suggestions?cluster={suggestion.one_id}&act=join")[0]["state"] == "open"


def test_a_suggestion_is_turned_down_once(editor: User) -> None:
    suggestion = make_suggestion(editor)
    for _ in range(2):
        answer = act(f"suggestions/{suggestion.pk}/dismiss", {}, by=editor)
        assert answer.json()["state"] == "dismissed", answer.content
    assert Operation.objects.filter(kind="suggestion.dismiss").count() == 1
    assert_refused(act(f"suggestions/{suggestion.pk}/accept", {}, by=editor), "already")
    assert rows("suggestions?state=open&state=accepted") == []


def test_a_suggestion_against_a_verdict_is_refused(editor: User) -> None:
    suggestion = make_suggestion(editor)
    pair = [
        Assignment.objects.open().filter(cluster=pk).first().request
        for pk in (suggestion.one_id, suggestion.other_id)
    ]
    judge(pair[0], pair[1], says=Says.DIFFERENT, actor=editor)
    assert_refused(act(f"suggestions/{suggestion.pk}/accept", {}, by=editor), "apart")


def test_no_quote_outlives_its_comment(editor: User) -> None:
    make_suggestion(editor)
    Comment.objects.filter(text="冷宫造型冰箱").update(state=CommentState.HIDDEN)
    assert set(rows("suggestions")[0]["quotes"]) == {"冷宫冰箱", None}


def test_clusters_are_listed_filtered_and_told(manager: User) -> None:
    idea, winner = make_idea("甲"), make_idea("乙")
    merge_ideas([idea], into=winner, actor=manager)
    home, lone = make_wished("冷宫冰箱", "求冷宫冰箱", idea=idea), make_wished("洗鞋")
    make_cluster(size=0)
    told = rows("clusters")
    assert [row["id"] for row in told] == [home.pk, lone.pk]
    assert (told[0]["size"], told[0]["idea"], told[1]["idea"]) == (2, winner.pk, None)
    for query, found in (
        (f"idea={winner.pk}", [home.pk]),
        ("has_idea=false", [lone.pk]),
        ("has_idea=true", [home.pk]),
        ("size_from=2", [home.pk]),
        ("kind=service", []),
        ("q=洗鞋", [lone.pk]),
        ("order=size", [lone.pk, home.pk]),
    ):
        assert [row["id"] for row in rows(f"clusters?{query}")] == found, query
    Comment.objects.filter(text="求冷宫冰箱").update(state=CommentState.HIDDEN)
    one = make_client().get(f"/api/v1/clusters/{home.pk}").json()
    assert [row["text"] for row in one["representatives"]] == ["冷宫冰箱"]
    for query in ("x=1", "size_from=冷", "idea=0", "q=%00", "kind=king", "order=title"):
        assert make_client().get(f"/api/v1/clusters?{query}").status_code == 400, query
    assert make_client().get("/api/v1/clusters/999999").status_code == 404


def test_a_cluster_is_promoted_once_and_taken_back(manager: User) -> None:
    cluster = make_wished("冷宫冰箱", "求冷宫冰箱")
    answers = [
        act(f"clusters/{cluster.pk}/promote", {"reason": HOSTILE}, by=manager) for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 200], answers[0].content
    told = answers[0].json()
    assert (told["title"], told["support"]["mentions"]) == ("冷宫冰箱", 2)
    assert answers[1].json()["id"] == told["id"]
    operation = Operation.objects.get()
    assert (operation.kind, operation.reason) == ("idea.promote", HOSTILE)
    take_back(manager)
    assert Cluster.objects.get().idea is None
    assert not Idea.objects.standing().exists()


def test_an_empty_cluster_becomes_no_idea(manager: User) -> None:
    empty = make_cluster(size=0)
    assert_refused(act(f"clusters/{empty.pk}/promote", {}, by=manager), "empty")
    assert not Idea.objects.exists()


def test_lists_ask_a_fixed_number_of_questions(editor: User) -> None:
    make_suggestion(editor)
    judge(*make_pair(), says=Says.SAME, actor=editor)
    addresses = ("clusters", "suggestions", "verdicts")
    few = [queries_of(address) for address in addresses]
    for _ in range(3):
        judge(*make_pair(), says=Says.SAME, actor=editor)
        mixed, idea = make_mixed(), make_idea()
        make_evidence(idea)
        why = Suggestion.objects.earliest("pk").why
        Suggestion.objects.create(act="divide", one=mixed, why=why)
    assert len(rows("suggestions")) == 4
    assert [queries_of(address) for address in addresses] == few


def test_acts_want_the_scope_and_a_colleague_of_the_role(editor: User, rnd: User) -> None:
    suggestion, (one, other) = make_suggestion(editor), make_pair()
    before = Operation.objects.count()
    reader = make_client(Scope.IDEAS_READ)
    for address, body in (
        ("verdicts", said(one, other)),
        (f"suggestions/{suggestion.pk}/accept", {}),
        (f"suggestions/{suggestion.pk}/dismiss", {}),
        (f"clusters/{suggestion.other_id}/promote", {}),
    ):
        assert post_json(reader, body, url=f"/api/v1/{address}").status_code == 403
        assert act(address, body, by=rnd).status_code == 403
    assert act(f"clusters/{suggestion.other_id}/promote", {}, by=editor).status_code == 403
    assert act("suggestions/999999/accept", {}, by=editor).status_code == 404
    for name in ("clusters", "suggestions", "verdicts"):
        answer = make_client(Scope.COMMENTS_READ).get(f"/api/v1/{name}")
        assert answer.status_code == 403
    assert Operation.objects.count() == before

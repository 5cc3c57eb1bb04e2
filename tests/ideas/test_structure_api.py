"""Clients arrange ideas over the API, in the name of the colleague a key acts for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engine.api.models import Scope
from engine.ledger.models import Operation
from feedback.models import ProductLine
from ideas.models import Cluster, Idea
from tests.api import PROBLEM, make_client, post_json
from tests.factories import make_assignment, make_cluster, make_evidence, make_idea, make_request

if TYPE_CHECKING:
    from django.contrib.auth.models import User

pytestmark = pytest.mark.django_db


def act(address: str, body: Any, *, by: User) -> Any:
    return post_json(make_client(acts_for=by), body, url=f"/api/v1/{address}")


def assert_refused(answer: Any, *words: str) -> None:
    assert (answer.status_code, answer["Content-Type"]) == (409, PROBLEM), answer.content
    told = answer.json()
    assert told["type"] == "urn:lenggong:problem:structure"
    assert all(word in told["detail"] for word in words), told


def test_an_idea_is_made_by_hand(manager: User) -> None:
    line = ProductLine.objects.create(name="冰箱")
    body = {"title": " 会唱歌的冰箱 ", "kind": "service", "summary": "开门唱", "reason": "展会"}
    made = act("ideas", {**body, "product_line": line.pk}, by=manager)
    assert made.status_code == 201, made.content
    told = made.json()
    assert (told["title"], told["kind"], told["status"]) == ("会唱歌的冰箱", "service", "candidate")
    assert told["product_line"]["name"] == "冰箱"
    assert told["support"]["mentions"] == 0
    operation = Operation.objects.get()
    assert (operation.kind, operation.actor, operation.reason) == ("idea.create", manager, "展会")


@pytest.mark.parametrize(
    "body",
    [{}, [], {"title": " "}, {"title": "长" * 121}, {"title": "甲", "kind": "x"}, {"title": "\0"}],
)
def test_an_idea_without_a_fitting_title_is_400(manager: User, body: Any) -> None:
    assert act("ideas", body, by=manager).status_code == 400
    assert not Idea.objects.exists()


def test_ideas_are_merged_once(manager: User) -> None:
    losers, winner = [make_idea("甲"), make_idea("乙")], make_idea("冷宫冰箱")
    make_evidence(losers[0])
    body = {"ideas": [idea.pk for idea in losers], "reason": "一回事"}
    merged = act(f"ideas/{winner.pk}/merge", body, by=manager)
    again = act(f"ideas/{winner.pk}/merge", body, by=manager)
    assert (merged.status_code, again.status_code) == (200, 200), merged.content
    assert (merged.json()["id"], merged.json()["support"]["mentions"]) == (winner.pk, 1)
    assert set(winner.merged.all()) == set(losers)
    assert Operation.objects.get().reason == "一回事"


def test_a_merge_that_cannot_be_says_why(manager: User) -> None:
    loser, winner, third = make_idea("甲"), make_idea("乙"), make_idea("丙")
    assert_refused(act(f"ideas/{loser.pk}/merge", {"ideas": [loser.pk]}, by=manager))
    act(f"ideas/{winner.pk}/merge", {"ideas": [loser.pk]}, by=manager)
    went = f"“甲” was merged into “乙” (#{winner.pk})."
    assert_refused(act(f"ideas/{third.pk}/merge", {"ideas": [loser.pk]}, by=manager), went)
    assert_refused(act(f"ideas/{loser.pk}/merge", {"ideas": [third.pk]}, by=manager), went)
    assert_refused(act(f"ideas/{loser.pk}/merge", {"ideas": [winner.pk]}, by=manager), went)
    assert Operation.objects.count() == 1


def test_the_queries_of_a_merge_do_not_grow(manager: User) -> None:
    counts = []
    for number in (1, 6):
        winner, losers = make_idea(), [make_idea() for _ in range(number)]
        for idea in losers:
            make_evidence(idea)
        client = make_client(acts_for=manager)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            body = {"ideas": [idea.pk for idea in losers]}
            post_json(client, body, url=f"/api/v1/ideas/{winner.pk}/merge")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_an_idea_is_split(manager: User) -> None:
    idea = make_idea()
    make_evidence(idea, "求冷宫冰箱")
    single, going = make_evidence(idea, "要带锁").request, make_cluster(idea)
    make_assignment(make_request(), cluster=going)
    body = {"title": "带锁", "clusters": [going.pk], "requests": [single.pk], "reason": "两回事"}
    made = act(f"ideas/{idea.pk}/split", body, by=manager)
    assert made.status_code == 201, made.content
    told = made.json()
    assert (told["title"], told["support"]["mentions"]) == ("带锁", 2)
    assert Cluster.objects.get(pk=going.pk).idea_id == told["id"]
    assert_refused(act(f"ideas/{idea.pk}/split", body, by=manager), "cluster")
    nothing = act(f"ideas/{idea.pk}/split", {"title": "新"}, by=manager)
    assert_refused(nothing, "Nothing was chosen")


def test_a_cluster_is_attached_and_detached_once(manager: User) -> None:
    idea, other, cluster = make_idea(), make_idea("洗鞋机"), make_cluster()
    make_assignment(cluster=cluster)
    body = {"cluster": cluster.pk}
    for _ in range(2):
        assert act(f"ideas/{idea.pk}/attach", body, by=manager).json()["id"] == idea.pk
    assert Cluster.objects.get().idea == idea
    assert_refused(act(f"ideas/{other.pk}/detach", body, by=manager), f"#{idea.pk}")
    for _ in range(2):
        assert act(f"ideas/{idea.pk}/detach", body, by=manager).status_code == 200
    assert Cluster.objects.get().idea is None
    kinds = list(Operation.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["cluster.attach", "cluster.detach"]


def test_a_request_is_moved_confirmed_and_rejected_once(manager: User) -> None:
    idea, other = make_idea(), make_idea("洗鞋机")
    row = make_evidence(idea).request.pk
    make_evidence(idea, "冷宫冰箱快出")
    make_evidence(other, "洗鞋")
    for what, target, stands in (
        ("confirm", idea, idea.pk),
        ("move", other, other.pk),
        ("reject", other, None),
    ):
        body = {"idea": target.pk, "reason": what}
        answers = [act(f"requests/{row}/{what}", body, by=manager) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [200, 200], answers[1].content
        assert {answer.json()["idea"] for answer in answers} == {stands}
        assert answers[0].json()["is_pinned"] is (stands is not None)
        assert Operation.objects.latest("pk").kind == f"request.{what}"
    assert Operation.objects.count() == 3


def test_a_request_that_stands_elsewhere_is_refused(editor: User) -> None:
    idea, other = make_idea("冷宫冰箱"), make_idea("洗鞋机")
    row = make_evidence(idea).request
    body = {"idea": other.pk}
    assert_refused(act(f"requests/{row.pk}/confirm", body, by=editor), "冷宫冰箱")
    assert_refused(act(f"requests/{row.pk}/reject", body, by=editor), "does not belong")
    row.retired_at = row.created_at
    row.save()
    assert_refused(act(f"requests/{row.pk}/move", body, by=editor), "newer reading")
    assert not Operation.objects.exists()


def test_what_is_not_there_is_told_apart(manager: User) -> None:
    idea, row = make_idea(), make_request()
    for what in ("merge", "split", "attach", "detach"):
        body = {"ideas": [idea.pk], "title": "甲", "cluster": make_cluster().pk}
        assert act(f"ideas/999999/{what}", body, by=manager).status_code == 404
    assert act("requests/999999/move", {"idea": idea.pk}, by=manager).status_code == 404
    for address, body in (
        (f"ideas/{idea.pk}/merge", {"ideas": [999999]}),
        (f"ideas/{idea.pk}/merge", {"ideas": []}),
        (f"ideas/{idea.pk}/merge", {"ideas": [2**63]}),
        (f"ideas/{idea.pk}/merge", {"ideas": list(range(1, 202))}),
        (f"ideas/{idea.pk}/split", {"title": "甲", "requests": [999999]}),
        (f"ideas/{idea.pk}/split", {"clusters": [1]}),
        (f"ideas/{idea.pk}/attach", {"cluster": 999999}),
        (f"ideas/{idea.pk}/attach?x=1", {"cluster": make_cluster().pk}),
        (f"requests/{row.pk}/move", {"idea": 999999}),
        (f"requests/{row.pk}/move", {"idea": "冷宫"}),
        (f"requests/{row.pk}/reject", {}),
    ):
        answer = act(address, body, by=manager)
        assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM), answer.content
    assert not Operation.objects.exists()


def test_acts_want_the_scope_and_a_colleague_of_the_role(editor: User, rnd: User) -> None:
    idea = make_idea()
    place = make_evidence(idea)
    row = place.request.pk
    bodies = {
        "ideas": {"title": "甲"},
        f"ideas/{idea.pk}/merge": {"ideas": [make_idea().pk]},
        f"ideas/{idea.pk}/split": {"title": "甲", "requests": [row]},
        f"ideas/{idea.pk}/attach": {"cluster": make_cluster().pk},
        f"ideas/{idea.pk}/detach": {"cluster": place.cluster.pk},
        f"requests/{row}/move": {"idea": make_idea().pk},
        f"requests/{row}/confirm": {"idea": idea.pk},
        f"requests/{row}/reject": {"idea": idea.pk},
    }
    reader = make_client(Scope.IDEAS_READ, Scope.COMMENTS_READ)
    for address, body in bodies.items():
        assert post_json(reader, body, url=f"/api/v1/{address}").status_code == 403
        assert act(address, body, by=rnd).status_code == 403
        expected = 200 if address.endswith("confirm") else 403
        if not address.startswith("requests") or expected == 200:
            assert act(address, body, by=editor).status_code == expected, address
    assert Operation.objects.count() == 1

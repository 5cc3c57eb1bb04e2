"""Clocks, hand-offs and reports through the API, in the name of a key's colleague."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from engine.api.models import Scope
from engine.ledger.models import Operation
from feedback.models import ProductLine
from ideas.models import Clock, HandOff
from ideas.roles import RND
from tests.api import PROBLEM, all_pages, make_client
from tests.factories import make_comment, make_evidence, make_idea
from tests.ideas.promises import acknowledge, make_clock, only_policies

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.test import Client

pytestmark = pytest.mark.django_db
API = "/api/v1"
HOUR = timedelta(hours=1)


def post(client: Client, address: str, body: Any = None) -> Any:
    return client.post(f"{API}/{address}", data=body or {}, content_type="application/json")


def test_clocks_are_listed_by_state_and_line(manager: User) -> None:
    line, now = ProductLine.objects.create(name="冰箱"), timezone.now()
    (policy,) = only_policies("answer")
    overdue = make_clock(make_idea(product_line=line), policy, started=now - 3 * HOUR)
    runs = make_clock(make_idea("洗鞋机"), policy, started=now)
    paused = make_clock(make_idea("风扇"), policy, started=now, paused_at=now)
    client = make_client(Scope.IDEAS_READ)

    def found(query: str) -> list[int]:
        return [row["id"] for row in all_pages(client, f"{API}/clocks?limit=1&{query}")]

    assert found("order=due") == [overdue.pk, runs.pk, paused.pk]
    assert found("state=overdue") == found(f"product_line={line.pk}") == [overdue.pk]
    assert found("state=paused") == found(f"idea={paused.idea_id}") == [paused.pk]
    assert found("kind=concept") == []
    assert client.get(f"{API}/clocks?state=late").status_code == 400
    assert client.get(f"{API}/clocks?states=open").status_code == 400


def test_clocks_of_an_idea_tell_those_of_ideas_merged_into_it(manager: User) -> None:
    only_policies("concept")
    winner = make_idea()
    acknowledge(winner, actor=manager)
    loser = acknowledge(make_idea("洗鞋机"), actor=manager)
    type(loser).objects.filter(pk=loser.pk).update(merged_into=winner)
    client = make_client(Scope.IDEAS_READ)
    for idea in (winner, loser):
        rows = client.get(f"{API}/ideas/{idea.pk}/clocks").json()["results"]
        assert {row["idea"] for row in rows} == {winner.pk, loser.pk}
    assert [row["idea"] for row in all_pages(client, f"{API}/clocks")] == [winner.pk]


def test_a_clock_is_paused_resumed_and_waived(manager: User) -> None:
    (policy,) = only_policies("answer")
    clock = make_clock(make_idea(), policy, started=timezone.now())
    client, way = make_client(acts_for=manager), f"clocks/{clock.pk}"
    assert post(client, f"{way}/pause", {"reason": "等研发"}).json()["paused_at"] is not None
    assert post(client, f"{way}/resume").json()["paused_at"] is None
    lacking = post(client, f"{way}/waive")
    assert (lacking.status_code, lacking.json()["errors"][0]["field"]) == (400, "reason")
    told = post(client, f"{way}/waive", {"reason": "试的"}).json()
    assert told["waived_reason"] == "试的"
    late = post(client, f"{way}/pause")
    assert (late.status_code, late["Content-Type"]) == (409, PROBLEM)
    assert late.json()["type"] == "urn:lenggong:problem:refused"
    assert Operation.objects.filter(actor=manager).count() == 3
    assert post(client, f"{way}/waive", {"reason": "a\0b"}).status_code == 400
    assert post(client, "clocks/99/pause").status_code == 404


def test_rights_are_the_colleagues(editor: User, rnd: User) -> None:
    (policy,) = only_policies("answer")
    clock = make_clock(make_idea(), policy, started=timezone.now())
    assert post(make_client(acts_for=rnd), f"clocks/{clock.pk}/pause").status_code == 403
    client = make_client(acts_for=editor)
    assert post(client, f"clocks/{clock.pk}/waive", {"reason": "试的"}).status_code == 403
    reading = make_client(Scope.IDEAS_READ, acts_for=editor)
    assert post(reading, f"clocks/{clock.pk}/pause").status_code == 403
    assert not Clock.objects.filter(paused_at__isnull=False).exists()


def test_a_hand_off_is_sent_received_and_decided(editor: User, rnd: User) -> None:
    idea = make_idea()
    sender, desk = make_client(acts_for=editor), make_client(acts_for=rnd)
    way = f"ideas/{idea.pk}/hand-offs"
    for body in ({}, {"to_user": "rnd", "to_group": RND}, {"to_user": "nobody"}):
        assert post(sender, way, body).status_code == 400
    made = post(sender, way, {"to_group": RND, "note": "<b>能做吗？</b>"})
    assert made.status_code == 201
    told = made.json()
    assert (told["sent_by"], told["to_group"], told["to_user"]) == ("editor", RND, None)
    assert post(sender, way, {"to_user": "rnd"}).status_code == 409
    one = f"hand-offs/{told['id']}"
    assert post(sender, f"{one}/receive").status_code == 409
    assert post(desk, f"{one}/receive").json()["received_by"] == "rnd"
    assert post(desk, f"{one}/decide", {"outcome": "returned"}).status_code == 400
    assert post(desk, f"{one}/decide", {"outcome": "maybe"}).status_code == 400
    told = post(desk, f"{one}/decide", {"outcome": "returned", "reason": "缺数据"}).json()
    assert (told["outcome"], told["decided_by"]) == ("returned", "rnd")
    assert sender.get(f"{API}/{way}").json()["results"] == [told]
    assert HandOff.objects.count() == 1
    desks = sender.get(f"{API}/reports/waiting").json()["desks"]
    assert [(row["name"], row["waiting"], row["share_returned"]) for row in desks] == [
        (RND, 0, 1.0)
    ]


def test_each_number_of_the_scorecard_leads_to_its_rows() -> None:
    only_policies()
    idea = make_idea()
    make_evidence(idea)
    make_comment("路过", label="other")
    client = make_client(Scope.IDEAS_READ, Scope.COMMENTS_READ)
    today = timezone.localdate().isoformat()
    card = client.get(f"{API}/reports/scorecard?first={today}&last={today}").json()
    numbers = {stage["measure"]: stage["number"] for stage in card["funnel"]}
    assert numbers == {
        "comments": 2, "requests": 1, "ideas": 1, "acknowledged": 0, "concept": 0,
        "prototype": 0, "launched": 0, "told": numbers["told"],
    }  # fmt: skip
    shares = [share for rate in card["rates"] for share in (rate["part"], rate["whole"])]
    for counted in [*card["funnel"], *shares]:
        if counted["number"] is not None:
            assert len(all_pages(client, counted["rows"])) == counted["number"], counted
    (rows,) = all_pages(client, card["funnel"][2]["rows"])
    assert rows == {"id": idea.pk, "type": "idea"}


def test_rows_of_comments_need_the_scope_that_reads_comments() -> None:
    make_comment()
    client = make_client(Scope.IDEAS_READ)
    assert client.get(f"{API}/reports/scorecard/ideas").status_code == 200
    assert client.get(f"{API}/reports/scorecard/comments").status_code == 403
    assert client.get(f"{API}/reports/scorecard/requests").status_code == 403
    assert client.get(f"{API}/reports/scorecard/nothing").status_code == 404


@pytest.mark.parametrize(
    "query",
    ["first=x", "last=0001-01-01", "last=9999-12-31", "first=2026-12-01&last=2026-11-01",
     "product_line=0", "product_line=99999999999999999999", "period=week", "first=%00"],
)  # fmt: skip
def test_a_period_that_cannot_be_is_refused(query: str) -> None:
    client = make_client(Scope.IDEAS_READ)
    for report in ("scorecard", "waiting", "scorecard/ideas"):
        answer = client.get(f"{API}/reports/{report}?{query}")
        assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM)

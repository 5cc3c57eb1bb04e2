"""Integrity cases over the API: lists, one, members, deciding with and without a dry run."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engine.ledger.models import Operation
from ideas.models import IntegrityCase
from ideas.roles import MANAGER, RND
from tests.api import make_client
from tests.factories import make_thread, make_user
from tests.ideas.integrity_rows import bought_idea, make_case

pytestmark = pytest.mark.django_db
CASES = "/api/v1/integrity-cases"


def decide(client, case, **body):
    return client.post(f"{CASES}/{case.pk}/decide", data=body, content_type="application/json")


def test_a_list_tells_why_and_what_was_known():
    idea = bought_idea(30)
    (told,) = make_client().get(CASES).json()["results"]
    assert (told["kind"], told["state"], told["idea"], told["accounts"]) == (
        "copies", "open", idea.pk, 30
    )  # fmt: skip
    assert told["why"][0].startswith("30 of the 30 accounts")
    assert told["signals"]["age"] == 30
    assert told["signals"]["verified"] == 0
    chinese = make_client().get(CASES, headers={"accept-language": "zh-CN"}).json()
    assert "新号或空白号" in chinese["results"][0]["why"][0]


def test_lists_are_filtered_and_paged_by_cursor():
    ring = make_case(kind="ring")
    cases = [make_case() for _ in range(3)]
    client = make_client(acts_for=make_user(group=MANAGER))
    decide(client, cases[0], outcome="cap", reason="买的")

    def found(**query):
        return [row["id"] for row in client.get(CASES, query).json()["results"]]

    assert found(kind="ring") == [ring.pk]
    assert found(state="decided") == found(outcome="cap") == [cases[0].pk]
    assert found(idea=cases[1].idea_id) == [cases[1].pk]
    assert found(order="found")[0] == ring.pk
    first = client.get(CASES, {"limit": 3}).json()
    rest = client.get(first["next"]).json()
    seen = [row["id"] for row in (*first["results"], *rest["results"])]
    assert seen == [case.pk for case in (*cases[::-1], ring)]
    assert client.get(CASES, {"nonsense": 1}).status_code == 400


def test_one_case_names_the_ideas_it_bears_on_and_its_members_nobody():
    idea = bought_idea(30, thread=make_thread())
    case = IntegrityCase.objects.get()
    client = make_client()
    assert client.get(f"{CASES}/{case.pk}").json()["ideas"] == [idea.pk]
    page = client.get(f"{CASES}/{case.pk}/members", {"limit": 20}).json()
    member = page["results"][0]
    assert member["standing"] == "featureless"
    assert member["comment"]["thread"]["title"] == "故宫的新展"
    assert len({row["fan"] for row in page["results"]}) == 20
    assert "粉***" not in str(page)
    assert len(client.get(page["next"]).json()["results"]) == 10
    assert client.get(f"{CASES}/0/members").status_code == 404


def test_a_dry_run_tells_the_numbers_and_changes_nothing():
    idea = bought_idea(30)
    case = IntegrityCase.objects.get()
    client = make_client(acts_for=make_user(group=MANAGER))
    told = decide(client, case, outcome="exclude", reason="试算", dry_run=True).json()
    (effect,) = told["effects"]
    assert (effect["idea"], effect["before"]["mentions"]) == (idea.pk, 30)
    assert effect["after"]["effective"] == 0 < effect["before"]["effective"]
    assert told["case"]["state"] == "open"
    assert not Operation.objects.exists()
    done = decide(client, case, outcome="exclude", reason="买的").json()
    assert done["effects"] == told["effects"]
    assert done["case"]["state"] == "decided"
    assert done["case"]["decided_by"] is not None


def test_who_may_not_and_what_cannot_be_is_refused():
    case = make_case()
    assert decide(make_client(acts_for=make_user(group=RND)), case, outcome="cap",
                  reason="买的").status_code == 403  # fmt: skip
    client = make_client(acts_for=make_user(group=MANAGER))
    assert decide(client, case, outcome="cap").status_code == 400
    assert decide(client, case, outcome="burn", reason="买的").status_code == 400
    assert decide(client, case, outcome="cap", reason="买的").status_code == 200
    again = decide(client, case, outcome="clear", reason="不是", dry_run=True)
    assert (again.status_code, again.json()["type"]) == (409, again.json()["type"])
    assert decide(client, case, outcome="clear", reason="不是").status_code == 409


def test_a_list_asks_the_same_whatever_the_number_of_cases():
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            make_client().get(CASES)
        return len(seen)

    make_case()
    few = asked()
    for _ in range(5):
        make_case(6)
    assert asked() == few

"""GET /ideas: numbers, filters, search, order; one idea in full."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from engine.api.models import Scope
from feedback.models import ProductLine, Tag
from ideas.models import Idea, Status
from ideas.services.editing import edit_idea
from ideas.services.moving import Given, change_status
from ideas.services.supporting import count_support
from ideas.services.voting import add_vote
from tests.api import make_client
from tests.factories import (
    make_assignment,
    make_cluster,
    make_comment,
    make_evidence,
    make_fan,
    make_idea,
    make_request,
    make_why,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import User

pytestmark = pytest.mark.django_db
URL = "/api/v1/ideas"


def found(**parameters: Any) -> list[int]:
    answer = make_client(Scope.IDEAS_READ).get(URL, parameters)
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["results"]]


def detail(idea: Idea) -> dict[str, Any]:
    answer = make_client(Scope.IDEAS_READ).get(f"{URL}/{idea.pk}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_an_idea_shows_its_three_numbers_and_what_was_discounted() -> None:
    idea = make_idea(effective=None)
    for _ in range(4):
        make_evidence(idea, "出个冷宫冰箱吧")
    make_evidence(idea, "想要冷宫造型的冰箱")
    add_vote(idea, fan=make_fan(), source="热线", actor=None)
    count_support([idea.pk])
    (row,) = make_client().get(URL).json()["results"]
    support = row["support"]
    assert (support["mentions"], support["fans"], support["votes"]) == (5, 6, 1)
    assert 3 < support["effective"] < 6
    assert support["discounts"][0]["fans"] == 4
    assert support["first_asked_at"] <= support["last_asked_at"]


def test_fans_are_null_where_nobody_is_named() -> None:
    idea = make_idea(effective=None)
    make_evidence(idea, fan=None)
    count_support([idea.pk])
    (row,) = make_client().get(URL).json()["results"]
    assert (row["support"]["fans"], row["support"]["effective"]) == (None, 1.0)


def test_an_idea_not_counted_yet_shows_zeros() -> None:
    make_idea(effective=None)
    (row,) = make_client().get(URL).json()["results"]
    assert (row["support"]["mentions"], row["support"]["fans"]) == (0, None)
    assert row["support"]["discounts"] == []


def test_the_strongest_comes_first() -> None:
    weak, strong = make_idea(effective=1.5).pk, make_idea(effective=9.0).pk
    assert found() == [strong, weak]
    assert found(order="effective") == [weak, strong]


@pytest.mark.parametrize(
    ("order", "expected"),
    [("-mentions", "ab"), ("mentions", "ba"), ("-updated", "ba"), ("updated", "ab")],
)
def test_other_orders(order: str, expected: str) -> None:
    now = timezone.now()
    ideas = {
        make_idea(mentions=9, updated_at=now - timedelta(days=1)).pk: "a",
        make_idea(mentions=2, updated_at=now).pk: "b",
    }
    assert "".join(ideas[pk] for pk in found(order=order)) == expected


def test_status_kind_tag_and_product_line_filter() -> None:
    line = ProductLine.objects.create(name="冰箱")
    planned = make_idea(status=Status.PLANNED, product_line=line, kind="service")
    planned.tags.add(Tag.objects.create(name="联名"))
    other = make_idea(status=Status.PARKED).pk
    make_idea()
    assert found(status="planned") == [planned.pk]
    assert set(found(status=["planned", "parked"])) == {planned.pk, other}
    assert found(kind="service") == [planned.pk]
    assert found(tag="联名") == [planned.pk]
    assert found(product_line="冰箱") == found(product_line=line.pk) == [planned.pk]
    assert found(product_line="9" * 90) == []


def test_channel_asks_for_evidence_that_stands_there() -> None:
    heard, hidden, elsewhere = make_idea(), make_idea(), make_idea()
    make_evidence(heard, channel="douyin")
    make_evidence(heard, channel="douyin")
    make_evidence(hidden, channel="douyin", state="hidden")
    make_evidence(elsewhere, channel="weibo")
    assert found(channel="douyin") == [heard.pk]
    assert set(found(channel=["douyin", "weibo"])) == {heard.pk, elsewhere.pk}


def test_effective_bounds_include_their_ends() -> None:
    ideas = {value: make_idea(effective=value).pk for value in (1.0, 2.5, 4.0)}
    assert found(effective_from="2.5") == [ideas[4.0], ideas[2.5]]
    assert found(effective_from="1.5", effective_to="2.5") == [ideas[2.5]]


@pytest.mark.parametrize("value", ["NaN", "inf", "x", "1e400", "--1"])
def test_a_bound_that_is_no_number_is_400(value: str) -> None:
    assert make_client().get(URL, {"effective_from": value}).status_code == 400


def test_updated_since_follows_changes() -> None:
    make_idea(updated_at=timezone.now() - timedelta(days=2))
    fresh = make_idea().pk
    since = (timezone.now() - timedelta(days=1)).isoformat()
    assert found(updated_since=since, order="updated") == [fresh]


def test_search_finds_titles_and_what_fans_said() -> None:
    titled = make_idea("冷宫冰箱").pk
    said = make_idea("能洗鞋的洗衣机")
    make_evidence(said, "求一个洗鞋神器，别和冰箱放一起")
    assert set(found(q="冰箱")) == {titled, said.pk}
    assert found(q="洗鞋") == [said.pk]
    assert found(q="空调") == []


def test_an_idea_merged_away_is_not_listed_but_says_where_it_went() -> None:
    winner = make_idea()
    loser = make_idea(merged_into=winner)
    assert found() == [winner.pk]
    assert detail(loser)["merged_into"] == winner.pk


@pytest.mark.parametrize("rows", [3, 30])
def test_a_list_costs_three_queries(rows: int, django_assert_num_queries: Any) -> None:
    line = ProductLine.objects.create(name="冰箱")
    for _ in range(rows):
        make_idea(product_line=line).tags.add(Tag.objects.get_or_create(name="x")[0])
    client = make_client()
    with django_assert_num_queries(3):
        assert len(client.get(URL).json()["results"]) == rows


def test_one_idea_shows_clusters_evidence_and_reasons() -> None:
    idea = make_idea()
    cluster = make_cluster(idea, title="冷宫冰箱", size=7)
    for _ in range(7):
        make_evidence(idea)
    answer = detail(idea)
    assert answer["clusters"] == [{"id": cluster.pk, "title": "冷宫冰箱", "size": 7}]
    assert len(answer["evidence"]) == 5
    assert answer["evidence"][0]["why"]["shared_terms"] == ["冷宫", "冰箱"]
    everything = make_client().get(answer["evidence_url"]).json()["results"]
    assert len(everything) == 7


def test_one_idea_costs_the_same_however_much_it_stands_on(
    django_assert_num_queries: Any, manager: User
) -> None:
    client, quoted = make_client(), make_request()
    why = make_why(
        nearest=[{"key": str(quoted.pk), "text": quoted.text, "similarity": 0.5}],
        runner_up={"cluster": make_cluster().pk, "similarity": 0.2},
    )
    for rows in (3, 30):
        idea = make_idea()
        for number in range(rows):
            make_assignment(cluster=make_cluster(idea), why=why)
            edit_idea(idea, values={"summary": str(number)}, actor=manager)
        with django_assert_num_queries(9):
            client.get(f"{URL}/{idea.pk}")


def test_history_tells_who_moved_an_idea_and_why(manager: User) -> None:
    idea = make_idea()
    change_status(
        idea,
        to=Status.ACKNOWLEDGED,
        actor=manager,
        given=Given(public_reply="https://example.com/reply"),
        reason="容我考虑一下",
    )
    edit_idea(idea, values={"given_title": "冷宫造型的冰箱"}, actor=manager)
    edited, moved = detail(idea)["history"]
    assert (moved["kind"], moved["by"], moved["reason"]) == (
        "idea.status",
        "manager",
        "容我考虑一下",
    )
    status = {"field": "status", "before": "candidate", "after": "acknowledged"}
    assert {"idea": idea.pk, **status} in moved["changes"]
    title = {"field": "given_title", "before": "", "after": "冷宫造型的冰箱"}
    assert edited["changes"] == [{"idea": idea.pk, **title}]
    assert make_client().get(detail(idea)["history_url"]).json()["results"] == [edited, moved]


def test_history_names_no_fan() -> None:
    idea = make_idea()
    add_vote(idea, fan=make_fan(), source="热线", actor=None)
    assert detail(idea)["history"] == []


@pytest.mark.parametrize("rows", [3, 30])
def test_history_costs_the_same_for_any_length(
    rows: int, django_assert_num_queries: Any, manager: User
) -> None:
    idea, client = make_idea(), make_client()
    for number in range(rows):
        edit_idea(idea, values={"summary": str(number)}, actor=manager)
    with django_assert_num_queries(4):
        assert len(client.get(f"{URL}/{idea.pk}/history").json()["results"]) == rows


@pytest.mark.parametrize("path", ["", "/evidence", "/history"])
def test_an_idea_that_is_not_there_is_404(path: str) -> None:
    for pk in (1, 10**30):
        assert make_client().get(f"{URL}/{pk}{path}").status_code == 404


@pytest.mark.parametrize("path", ["/ideas", "/ideas/1", "/ideas/1/evidence", "/ideas/1/history"])
def test_ideas_want_their_own_scope(path: str) -> None:
    client = make_client(Scope.COMMENTS_READ, Scope.COMMENTS_WRITE)
    assert client.get(f"/api/v1{path}").status_code == 403


def test_a_comment_that_was_taken_down_is_no_evidence_of_the_preview() -> None:
    idea = make_idea()
    make_evidence(idea, "不再作数", state="deleted_upstream")
    make_evidence(idea, "我们自己说的", fan=make_fan(machine_role="own"))
    make_comment("没有归簇")
    assert detail(idea)["evidence"] == []

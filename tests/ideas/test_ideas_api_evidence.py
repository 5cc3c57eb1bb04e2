"""GET /ideas/{id}/evidence: only what stands, with reasons, without fans."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from ideas.models import Assignment, Idea, Pin
from tests.api import all_pages, make_client
from tests.factories import (
    make_assignment,
    make_cluster,
    make_comment,
    make_evidence,
    make_fan,
    make_idea,
    make_request,
    make_thread,
    make_why,
)

pytestmark = pytest.mark.django_db


def url(idea: Idea) -> str:
    return f"/api/v1/ideas/{idea.pk}/evidence"


def evidence(idea: Idea) -> list[dict[str, Any]]:
    return all_pages(make_client(), url(idea))


def assign(idea: Idea, **why: Any) -> Assignment:
    return make_assignment(cluster=make_cluster(idea), why=make_why(**why))


def test_the_span_stands_where_the_offsets_say() -> None:
    idea = make_idea()
    comment = make_comment("😍好美！求你们出个冰箱", thread=make_thread(title="故宫的雪"))
    make_assignment(make_request(comment, span="求你们出个冰箱"), cluster=make_cluster(idea))
    (row,) = evidence(idea)
    request = row["request"]
    text = request["comment"]["text"]
    assert text[request["start"] : request["end"]] == request["text"] == "求你们出个冰箱"
    assert request["comment"]["thread"]["title"] == "故宫的雪"


@pytest.mark.parametrize(
    "values",
    [
        {"state": "hidden"},
        {"state": "deleted_upstream"},
        {"state": "erased"},
        {"label": "praise"},
        {"person_label": "spam"},
    ],
)
def test_a_comment_that_no_longer_stands_is_no_evidence(values: dict[str, Any]) -> None:
    idea = make_idea()
    make_evidence(idea, **values)
    assert evidence(idea) == []


def test_our_own_accounts_and_closed_assignments_are_no_evidence() -> None:
    idea = make_idea()
    make_evidence(idea, fan=make_fan(machine_role="own"))
    closed = make_evidence(idea)
    Assignment.objects.filter(pk=closed.pk).update(valid_to=timezone.now())
    assert evidence(idea) == []


def test_a_fan_is_the_same_within_an_idea_and_a_stranger_in_the_next() -> None:
    one, two, fan = make_idea(), make_idea(), make_fan()
    for idea in (one, one, two):
        make_evidence(idea, fan=fan)
    make_evidence(one)
    make_evidence(one, fan=None)
    marks = [row["fan"] for row in evidence(one)]
    assert marks[0] == marks[1] != marks[2]
    assert marks[3] is None
    assert evidence(two)[0]["fan"] not in marks


def test_nothing_of_the_fan_is_told() -> None:
    idea = make_idea()
    make_evidence(
        idea, fan=make_fan(masked_name="爱***人", key="k" * 64), url="https://weibo.com/1"
    )
    answer = make_client().get(url(idea)).content.decode()
    assert all(name not in answer for name in ("爱***人", "kkkk", "weibo.com/1"))


def test_reasons_name_the_runner_up_and_its_idea() -> None:
    idea, other = make_idea(), make_idea("能洗鞋的洗衣机")
    second = make_cluster(other, title="洗鞋机")
    assign(idea, runner_up={"cluster": second.pk, "similarity": 0.31}, shared_terms=["冰箱"])
    why = evidence(idea)[0]["why"]
    assert why["runner_up"] == {
        "cluster": second.pk,
        "title": "洗鞋机",
        "similarity": 0.31,
        "idea": {"id": other.pk, "title": "能洗鞋的洗衣机"},
        "lost": [],
        "lost_sentences": [],
    }
    assert (why["shared_terms"], why["threshold"]) == (["冰箱"], 0.7)


def test_a_runner_up_without_an_idea_or_gone_does_no_harm() -> None:
    idea = make_idea()
    assign(idea, runner_up={"cluster": make_cluster().pk, "similarity": 0.2})
    assign(idea, runner_up={"cluster": 10**9, "similarity": 0.2})
    assign(idea, runner_up={"cluster": None, "similarity": 0.2})
    first, second, third = (row["why"]["runner_up"] for row in evidence(idea))
    assert first["idea"] is None
    assert second is None
    assert third is None


def test_quotes_of_comments_that_were_taken_down_are_left_out() -> None:
    idea = make_idea()
    standing = make_request(make_comment("还在的话"))
    gone = make_request(make_comment("被删的话", state="deleted_upstream"))
    assign(
        idea,
        nearest=[
            {"key": str(request.pk), "text": request.text, "similarity": 0.9}
            for request in (standing, gone)
        ],
    )
    assert evidence(idea)[0]["why"]["nearest"] == [
        {"request": standing.pk, "text": "还在的话", "similarity": 0.9}
    ]


def test_representatives_come_first_then_likes_then_unknown_likes() -> None:
    idea = make_idea()
    for text, likes in (("甲", None), ("乙", 5), ("丙", 90), ("丁", None)):
        make_evidence(idea, text, like_count=likes)
    Assignment.objects.filter(request__text="丁").update(is_representative=True)
    rows = all_pages(make_client(), f"{url(idea)}?limit=1")
    assert [row["request"]["text"] for row in rows] == ["丁", "丙", "乙", "甲"]


@pytest.mark.parametrize("rows", [3, 30])
def test_a_page_costs_five_queries(rows: int, django_assert_num_queries: Any) -> None:
    idea, other = make_idea(), make_cluster(make_idea())
    quoted = make_request()
    quote = {"key": str(quoted.pk), "text": quoted.text, "similarity": 0.5}
    for _ in range(rows):
        assign(idea, nearest=[quote], runner_up={"cluster": other.pk, "similarity": 0.2})
    client = make_client()
    with django_assert_num_queries(5):
        assert len(client.get(url(idea)).json()["results"]) == rows


def test_evidence_that_came_by_a_merge_or_a_person_is_the_winners() -> None:
    winner, loser = make_idea(), make_idea("冷宫冰柜")
    assign(loser)
    Idea.objects.filter(pk=loser.pk).update(merged_into=winner)
    waiting = make_request(grouped_at=None)
    Pin.objects.create(request=waiting, idea=loser, says="belongs")
    grouped, pinned = evidence(winner)
    assert (grouped["is_pinned"], pinned["is_pinned"]) == (False, True)
    assert pinned["request"]["id"] == waiting.pk
    assert (pinned["cluster"], pinned["is_representative"]) == (None, False)
    assert pinned["why"]["sentences"] == ["a person put it into this idea"]
    assert evidence(loser) == []


def test_an_idea_that_was_taken_back_is_not_there() -> None:
    idea = make_idea(is_standing=False)
    for page in ("", "/evidence", "/history"):
        assert make_client().get(f"/api/v1/ideas/{idea.pk}{page}").status_code == 404


def test_a_parameter_nobody_knows_is_400() -> None:
    assert make_client().get(f"{url(make_idea())}?order=likes").status_code == 400

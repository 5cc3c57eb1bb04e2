"""GET /requests: spans that ask, with their cluster and idea."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from engine.api.models import Scope
from ideas.models import Assignment, Pin
from tests.api import make_client
from tests.factories import (
    make_assignment,
    make_cluster,
    make_comment,
    make_evidence,
    make_fan,
    make_idea,
    make_request,
)

pytestmark = pytest.mark.django_db
URL = "/api/v1/requests"


def found(**parameters: Any) -> list[dict[str, Any]]:
    answer = make_client(Scope.COMMENTS_READ).get(URL, parameters)
    assert answer.status_code == 200, answer.content
    rows: list[dict[str, Any]] = answer.json()["results"]
    return rows


def test_a_request_shows_its_span_reasons_and_place() -> None:
    idea = make_idea()
    assignment = make_evidence(idea, "求你们出个冰箱")
    (row,) = found()
    assert (row["start"], row["end"], row["text"]) == (0, 7, "求你们出个冰箱")
    assert [reason["sentence"] for reason in row["why"]] == ["cue:求"]
    assert (row["cluster"], row["idea"]) == (assignment.cluster_id, idea.pk)


def test_a_request_not_grouped_yet_has_no_cluster() -> None:
    make_request(grouped_at=None)
    (row,) = found()
    assert (row["cluster"], row["idea"]) == (None, None)


def test_a_request_that_moved_shows_where_it_is_now() -> None:
    request, now = make_request(), timezone.now()
    make_assignment(request, cluster=make_cluster(make_idea()), valid_from=now, valid_to=now)
    moved = make_assignment(request, cluster=make_cluster())
    (row,) = found()
    assert (row["cluster"], row["idea"]) == (moved.cluster_id, None)


def test_a_pinned_request_shows_the_idea_that_a_person_put_it_into() -> None:
    winner, grouped = make_idea("冷宫冰箱"), make_evidence(make_idea("洗鞋机"))
    idea = make_idea("冷宫冰柜", merged_into=winner)
    Pin.objects.create(request=grouped.request, idea=idea, says="belongs")
    (row,) = found()
    assert (row["cluster"], row["idea"]) == (grouped.cluster_id, winner.pk)
    assert found(idea=winner.pk) == [row]


def test_only_requests_that_stand_are_shown() -> None:
    make_request(make_comment(state="hidden"))
    make_request(make_comment(label="praise"))
    make_request(make_comment(fan=make_fan(machine_role="own")))
    make_request(retired_at=timezone.now())
    standing = make_request(make_comment(fan=None))
    assert [row["id"] for row in found()] == [standing.pk]


def test_filters_by_kind_confidence_cluster_and_idea() -> None:
    idea = make_idea()
    evidence = make_evidence(idea)
    service = make_request(kind="service", confidence=0.4)
    inside, outside = evidence.request_id, service.pk
    assert [row["id"] for row in found(kind="service")] == [outside]
    assert [row["id"] for row in found(confidence_from="0.9")] == [inside]
    assert [row["id"] for row in found(cluster=evidence.cluster_id)] == [inside]
    assert [row["id"] for row in found(idea=idea.pk)] == [inside]
    Assignment.objects.filter(pk=evidence.pk).update(valid_to=timezone.now())
    assert found(idea=idea.pk) == []


@pytest.mark.parametrize(
    "query",
    ["kind=thing", "idea=x", "idea=1.5", "idea=0", f"cluster={10**30}", "confidence_from=NaN"],
)
def test_a_bad_value_is_400(query: str) -> None:
    assert make_client().get(f"{URL}?{query}").status_code == 400


def test_the_surest_come_first_on_demand() -> None:
    low, high = make_request(confidence=0.3).pk, make_request(confidence=0.8).pk
    assert [row["id"] for row in found(order="-confidence")] == [high, low]
    assert [row["id"] for row in found(order="confidence")] == [low, high]


@pytest.mark.parametrize("rows", [3, 30])
def test_a_list_costs_three_queries(rows: int, django_assert_num_queries: Any) -> None:
    idea = make_idea()
    for _ in range(rows):
        make_evidence(idea)
    client = make_client()
    with django_assert_num_queries(3):
        assert len(client.get(URL).json()["results"]) == rows

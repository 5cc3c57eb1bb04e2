"""Assigning: requests join or found clusters, in order, one writer at a time."""

from __future__ import annotations

import io
import json
import sys
import threading
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.db import connection

from feedback.encoding import configured_encoder
from feedback.models import FanRequest
from ideas.models import Assignment, Cluster, Idea, Point, Tick
from ideas.services.assigning import assign_batch
from tests.factories import make_comment, make_request

if TYPE_CHECKING:
    from collections.abc import Iterable

FRIDGE = (
    "能不能出一款冷宫造型的冰箱",
    "求出冷宫冰箱",
    "想要一台冷宫冰箱",
    "冷宫冰箱快量产吧",
)
SHOES = ("洗衣机能不能洗鞋", "希望洗衣机加个洗鞋功能")


def make_waiting(texts: Iterable[str], **values: object) -> list[FanRequest]:
    """Requests as the reader leaves them: embedded, not grouped."""
    texts = list(texts)
    encoder = configured_encoder()
    vectors = encoder.encode(texts)
    return [
        make_request(
            make_comment(text),
            **{
                "embedding": vector,
                "encoder_version": encoder.version,
                "grouped_at": None,
                **values,
            },
        )
        for text, vector in zip(texts, vectors, strict=True)
    ]


def group_all(*, promotion_support: float = 3.0) -> None:
    while (done := assign_batch(limit=50, promotion_support=promotion_support)) and done.requests:
        pass


def partition() -> set[frozenset[str]]:
    rows = Assignment.objects.open().values_list("cluster", "request__text")
    groups: dict[int, set[str]] = {}
    for cluster, text in rows:
        groups.setdefault(cluster, set()).add(text)
    return {frozenset(texts) for texts in groups.values()}


@pytest.mark.django_db
def test_the_same_wish_joins_and_another_founds_its_own_cluster():
    make_waiting([*FRIDGE, *SHOES])
    group_all()
    clusters = partition()
    assert frozenset(FRIDGE) in clusters
    assert not any(set(FRIDGE) & group and set(SHOES) & group for group in clusters)


@pytest.mark.django_db
def test_enough_different_fans_make_an_idea_with_title_and_numbers():
    make_waiting(FRIDGE)
    group_all()
    idea = Idea.objects.get()
    assert idea.status == "candidate"
    assert "冷宫" in idea.title
    assert (idea.support.fans, idea.support.mentions) == (4, 4)


@pytest.mark.django_db
def test_too_few_fans_make_no_idea():
    make_waiting(FRIDGE[:2])
    group_all()
    assert not Idea.objects.exists()


@pytest.mark.django_db
def test_wishes_for_a_service_are_grouped_apart_and_not_promoted_by_themselves():
    make_waiting(FRIDGE, kind="service")
    make_waiting(FRIDGE)
    group_all()
    assert set(Cluster.objects.values_list("kind", flat=True)) == {"product", "service"}
    assert Idea.objects.get().kind == "product"


@pytest.mark.django_db
def test_each_assignment_says_why():
    make_waiting(FRIDGE)
    group_all()
    joined = Assignment.objects.filter(why__joined=True).first()
    assert joined.why["nearest"][0]["text"] in FRIDGE
    assert joined.why["nearest"][0]["similarity"] > 0
    assert joined.why["threshold"] <= joined.similarity
    assert joined.why["shared_terms"]
    assert joined.version


@pytest.mark.django_db
def test_batches_of_any_size_give_the_same_clusters():
    texts = [*FRIDGE, *SHOES, *(text + "吧" for text in FRIDGE), "空调遥控器加个背光"]
    make_waiting(texts)
    group_all()
    at_once = partition()
    for model in (Assignment, Tick, Point, Cluster):
        model.objects.all().delete()
    FanRequest.objects.update(grouped_at=None)
    while (done := assign_batch(limit=1, promotion_support=3)) and done.requests:
        pass
    assert partition() == at_once


@pytest.mark.django_db
def test_group_texts_groups_as_production_does_and_touches_nothing(monkeypatch):
    texts = [*FRIDGE, *SHOES]
    lines = "".join(json.dumps({"id": n, "text": t}) + "\n" for n, t in enumerate(texts))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))
    out = io.StringIO()
    call_command("group_texts", stdout=out)
    assert not Cluster.objects.exists()
    groups: dict[str, set[str]] = {}
    for line in out.getvalue().splitlines():
        row = json.loads(line)
        groups.setdefault(row["cluster"], set()).add(texts[row["id"]])
    make_waiting(texts)
    group_all()
    assert {frozenset(group) for group in groups.values()} == partition()


@pytest.mark.django_db
def test_a_request_replaced_by_a_new_reading_leaves_its_cluster_and_history_stays():
    requests = make_waiting(FRIDGE)
    group_all()
    FanRequest.objects.filter(pk=requests[0].pk).update(retired_at=requests[0].created_at)
    group_all()
    closed = Assignment.objects.get(request=requests[0])
    assert closed.valid_to is not None
    assert Cluster.objects.get().size == 3
    assert Idea.objects.get().support.fans == 3


@pytest.mark.django_db
def test_grouping_waits_for_older_comments_that_are_still_unread():
    make_comment("还没读", read_at=None)
    make_waiting(FRIDGE)
    group_all()
    assert not Assignment.objects.exists()


@pytest.mark.django_db
def test_vague_requests_are_left_alone():
    make_waiting(["求量产"], is_vague=True)
    group_all()
    assert not Cluster.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_writers_at_once_make_no_twin_clusters():
    make_waiting([text + "！" * n for n in range(10) for text in FRIDGE])

    def work() -> None:
        try:
            for _ in range(20):
                assign_batch(limit=5, promotion_support=3)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    group_all()
    assert Cluster.objects.count() == 1
    assert Assignment.objects.open().count() == 40

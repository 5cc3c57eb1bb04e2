"""Alerts and trends on pages and over the API: told whole, decided once, by who may."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from engine.ledger.models import Operation
from ideas.models import BurstAlert, Cluster
from tests.api import make_client
from tests.factories import make_thread
from tests.ideas.test_bursts import BARE, OLD, OWN_WORDS, find, only, plant

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.test import Client

pytestmark = pytest.mark.django_db
URL = "/api/v1/bursts"


@pytest.fixture
def alert() -> BurstAlert:
    plant(OWN_WORDS, thread=make_thread(title="新品发布"), fans=OLD)
    find()
    return only()


def page(client: Client, alert: BurstAlert) -> str:
    return client.get(
        reverse("admin:ideas_burstalert_change", args=[alert.pk]), headers={"accept-language": "zh"}
    ).content.decode()


def test_the_page_tells_what_rose_where_by_how_much_and_why(
    client: Client, editor: User, alert: BurstAlert
) -> None:
    client.force_login(editor)
    told = page(client, alert)
    for words in (
        "自发",
        "新品发布",
        "微博",
        "12 条诉求中",
        OWN_WORDS[0],
        "每小时诉求",
        "标为已知晓",
    ):
        assert words in told
    assert 'role="img" aria-label="' in told
    assert "自发" in client.get(reverse("admin:ideas_burstalert_changelist")).content.decode()


def test_an_editor_dismisses_with_a_reason_and_a_link_to_take_it_back(
    client: Client, editor: User, rnd: User, alert: BurstAlert
) -> None:
    address = reverse("admin:ideas_burstalert_dismiss", args=[alert.pk])
    client.force_login(rnd)
    assert client.post(address, {"reason": "活动"}).status_code == 403
    client.force_login(editor)
    told = client.post(address, {"reason": "抽奖活动"}, follow=True).content.decode()
    operation = Operation.objects.get(kind="burst.dismiss")
    assert operation.reason == "抽奖活动"
    assert reverse("admin:ledger_operation_undo", args=[operation.pk]) in told
    again = client.post(address, {"reason": "再来"}).content.decode()
    assert "已有人处理过" in again
    assert only().state == "dismissed"


def test_the_page_of_an_idea_shows_its_trend(
    client: Client, editor: User, alert: BurstAlert
) -> None:
    idea = Cluster.objects.get().idea
    assert idea is not None
    client.force_login(editor)
    told = client.get(reverse("admin:ideas_idea_change", args=[idea.pk])).content.decode()
    assert "每日诉求" in told
    assert "共 12 条诉求" in told


def test_clients_read_bursts_and_say_what_they_think(editor: User, alert: BurstAlert) -> None:
    client = make_client(acts_for=editor)
    (row,) = client.get(URL, {"state": "open", "authenticity": "organic"}).json()["results"]
    assert (row["id"], row["requests"], row["channels"]) == (alert.pk, 12, ["weibo"])
    assert client.get(URL, {"state": "dismissed"}).json()["results"] == []
    told = client.get(f"{URL}/{alert.pk}").json()
    assert told["by_channel"] == {"weibo": 12}
    assert told["threads"][0]["requests"] == 12
    assert sorted(told["request_ids"]) == sorted(alert.members.values_list("request", flat=True))
    assert any("12 of 12" in reason["text"] for reason in told["reasons"])
    for _ in range(2):
        answer = client.post(
            f"{URL}/{alert.pk}/acknowledge", {"reason": "看到了"}, content_type="application/json"
        )
        assert answer.json()["state"] == "acknowledged"
    refused = client.post(f"{URL}/{alert.pk}/dismiss", {}, content_type="application/json")
    assert refused.status_code == 409
    assert Operation.objects.filter(kind="burst.acknowledge").count() == 1


def test_clients_read_series_of_ideas_and_of_channels(alert: BurstAlert) -> None:
    client, idea = make_client(), Cluster.objects.get().idea
    assert idea is not None
    told = client.get(f"/api/v1/ideas/{idea.pk}/series").json()
    assert told["grain"] == "day"
    assert (len(told["points"]), total(told)) == (91, 12)
    hours = client.get("/api/v1/series", {"scope": "channel", "key": "weibo", "grain": "hour"})
    assert total(hours.json()) == 12
    minutes = {"scope": "thread", "key": "0", "grain": "minute"}
    assert total(client.get("/api/v1/series", minutes).json()) == 0


@pytest.mark.parametrize(
    "asked",
    [
        {"scope": "cluster", "key": "1"},
        {"scope": "term"},
        {"scope": "term", "key": "冰箱", "grain": "week"},
        {"scope": "term", "key": "冰箱", "since": "2026-11-20T00:00:00"[:4]},
        {"scope": "term", "key": "冰箱", "grain": "minute", "since": "2020-01-01T00:00:00Z"},
        {"scope": "term", "key": "冰箱", "until": "0001-01-01T00:00:00Z"},
        {"scope": "term", "key": "冰箱", "colour": "red"},
    ],
)
def test_what_makes_no_series_is_refused(asked: dict[str, Any]) -> None:
    assert make_client().get("/api/v1/series", asked).status_code == 400


def total(told: dict[str, Any]) -> int:
    return sum(point["requests"] for point in told["points"])


def test_pages_and_lists_cost_the_same_for_any_number(client: Client, editor: User) -> None:
    client.force_login(editor)
    api = make_client()

    def statements() -> list[int]:
        found = []
        alert = BurstAlert.objects.latest("pk")
        for who, address in (
            (client, reverse("admin:ideas_burstalert_changelist")),
            (client, reverse("admin:ideas_burstalert_change", args=[alert.pk])),
            (api, URL),
            (api, f"{URL}/{alert.pk}"),
        ):
            with CaptureQueriesContext(connection) as seen:
                assert who.get(address).status_code == 200
            found.append(len(seen))
        return found

    for wish in (0, 1):
        plant(OWN_WORDS, wish=wish)
        find()
    statements()
    few = statements()
    for wish in (2, 3):
        plant([f"{text}{'甲乙丙丁'[wish]}" for text in OWN_WORDS * 2], wish=wish, fans=BARE)
    find()
    assert BurstAlert.objects.count() == 4
    assert statements() == few

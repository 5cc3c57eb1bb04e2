"""The three numbers with their range and discounts, as pages and clients see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from engine.api.models import Scope
from ideas.discount_words import discount_sentence
from ideas.services.supporting import FORMULA, count_support
from ideas.support.discounts import REASONS
from tests.api import make_client
from tests.factories import make_evidence, make_fan, make_idea

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.test import Client

    from ideas.models import Idea

pytestmark = pytest.mark.django_db
SLOGAN = "求求你们出一个冷宫形状的冰箱吧"
NEAR_ZH = "4 种雷同文案，4 人 → 计 2.39"


def make_waves() -> Idea:
    """Near copies, a company, and one fan with words of their own."""
    idea = make_idea(effective=None)
    for edit in ("", "真的", "好看", "，拜托了"):
        make_evidence(idea, SLOGAN + edit)
    make_evidence(idea, "剩菜住的那格就叫冷宫")
    make_evidence(idea, "同求", fan=make_fan(machine_role="company"))
    count_support([idea.pk])
    return idea


def test_clients_are_told_the_range_and_each_discount_in_words() -> None:
    idea = make_waves()
    client = make_client(Scope.IDEAS_READ, **{"Accept-Language": "zh-CN"})
    way = f"/api/v1/ideas/{idea.pk}/support"
    told = client.get(way).json()
    assert (told["mentions"], told["fans"], told["formula"]) == (5, 5, FORMULA)
    assert (told["low"], told["effective"], told["high"]) == (2.1931, 3.3863, 3.3863)
    assert [row["sentence"] for row in told["discounts"]] == [NEAR_ZH, "其他企业账号 1 个 → 不计"]
    lost = sum(row["of"] - row["counted"] for row in told["discounts"])
    assert told["fans"] + 1 - lost == pytest.approx(told["effective"], abs=1e-3)
    (listed,) = client.get("/api/v1/ideas").json()["results"]
    assert listed["support"]["low"] == told["low"]
    assert make_client(Scope.COMMENTS_READ).get(way).status_code == 403
    assert client.get("/api/v1/ideas/0/support").status_code == 404


def test_an_idea_that_was_never_counted_has_a_support_of_nothing() -> None:
    idea = make_idea(effective=None)
    told = make_client(Scope.IDEAS_READ).get(f"/api/v1/ideas/{idea.pk}/support").json()
    assert (told["effective"], told["discounts"], told["counted_at"]) == (0.0, [], None)


def test_pages_show_the_range_and_each_discount_in_words(client: Client, rnd: User) -> None:
    idea = make_waves()
    client.force_login(rnd)
    page = client.get(reverse("admin:ideas_idea_change", args=[idea.pk])).content.decode()
    for words in ("2.2–3.4", NEAR_ZH, "其他企业账号 1 个 → 不计", SLOGAN):
        assert words in page
    assert "2.2–3.4" in client.get("/admin/ideas/idea/").content.decode()


@pytest.mark.parametrize("reason", REASONS)
@pytest.mark.parametrize("more", [{}, {"nameless": 2}, {"wordings": 30}])
@pytest.mark.parametrize("outcome", ["cap", "exclude"])
def test_every_discount_has_words_with_all_its_figures(
    reason: str, more: dict[str, Any], outcome: str
) -> None:
    row = {"reason": reason, "fans": 7, "texts": 3, "of": 7.0, "counted": 2.9459}
    row |= {"case": 9, "outcome": outcome, **more}
    with override("zh-hans"):
        chinese = discount_sentence(row)
    with override("en"):
        english = discount_sentence(row)
    assert "7" in chinese
    assert "7" in english
    assert chinese != english
    assert "?" not in chinese + english


def test_a_reason_of_another_version_is_told_by_its_code() -> None:
    assert discount_sentence({"reason": "moon", "fans": 3}) == "moon: 3 → ?"

"""The daily digest: once a day, by person and product line, of what happened since the last."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from feedback.models import ProductLine
from ideas.models import Idea, Notice
from ideas.roles import EDITOR
from ideas.services.notices.digest import make_digest
from tests.factories import make_evidence, make_idea
from tests.notices import (
    EVERYTHING,
    make_burst,
    make_clock,
    make_colleague,
    make_hand_off,
    make_preference,
    make_robot,
)

pytestmark = pytest.mark.django_db


def at(day: int, hour: int) -> datetime:
    return timezone.make_aware(datetime(2026, 11, day, hour))  # noqa: DTZ001


def made(idea: Idea, *, when: datetime) -> Idea:
    Idea.objects.filter(pk=idea.pk).update(created_at=when)
    return idea


def text_of(**values: Any) -> str:
    return Notice.objects.get(**values).text


def test_a_robot_hears_of_its_line_and_another_of_all() -> None:
    fridges, washers = (ProductLine.objects.create(name=name) for name in ("冰箱", "洗衣机"))
    make_robot(name="冰箱群", product_line=fridges)
    make_robot(name="全部")
    make_robot(name="english", language="en")
    make_robot(name="不要", events=["burst"])
    fridge = made(make_idea("冷宫冰箱", product_line=fridges), when=at(22, 3))
    made(make_idea("洗鞋机", product_line=washers), when=at(22, 4))
    for text in ("求冷宫冰箱", "出个冷宫冰箱吧"):
        make_evidence(fridge, text, received_at=at(22, 5))
    make_evidence(fridge, "早就要了", received_at=at(20, 5))
    assert make_digest(now=at(22, 9)) == 3
    own = Notice.objects.get(robot__name="冰箱群")
    assert own.subject == "2026-11-22 日报·冰箱"
    assert "冰箱：诉求 2 条，新创意 1 个" in own.text
    assert "冷宫冰箱" in own.text
    assert "洗鞋机" not in own.text
    every = text_of(robot__name="全部")
    assert every.splitlines()[0].startswith("合计：诉求 2 条，新创意 2 个")
    assert "洗衣机：诉求 0 条，新创意 1 个" in every
    assert "Together: 2 requests, 2 new ideas" in text_of(robot__name="english")


def test_it_is_made_once_a_day_and_not_before_its_hour() -> None:
    make_robot()
    made(make_idea(), when=at(22, 3))
    assert make_digest(now=at(22, 8)) == 0
    assert make_digest(now=at(22, 9)) == 1
    assert make_digest(now=at(22, 15)) == 0
    made(make_idea("洗鞋机"), when=at(22, 16))
    assert make_digest(now=at(23, 9)) == 1
    newest = Notice.objects.latest("pk")
    assert "洗鞋机" in newest.text
    assert "冷宫冰箱" not in newest.text


def test_a_quiet_day_makes_none() -> None:
    make_robot()
    assert make_digest(now=at(22, 9)) == 0
    assert not Notice.objects.exists()


def test_after_a_pause_it_tells_of_the_days_between() -> None:
    make_robot()
    made(make_idea("第一天"), when=at(2, 3))
    make_digest(now=at(2, 9))
    made(make_idea("第二天"), when=at(4, 3))
    made(make_idea("很久以前"), when=at(2, 10))
    make_digest(now=at(10, 9))
    newest = Notice.objects.latest("pk").text
    assert "第二天" in newest
    assert "很久以前" not in newest


def test_a_person_hears_of_their_clocks_and_their_desk_and_their_lines() -> None:
    line = ProductLine.objects.create(name="冰箱")
    person, other = make_colleague("person"), make_colleague("other")
    make_colleague("not_asked")
    make_preference(person, events=EVERYTHING, lines=[line])
    make_preference(other, events=EVERYTHING)
    now = timezone.localtime().replace(hour=12)
    idea = make_idea("冷宫冰箱", owner=person, product_line=line)
    for place in range(7):
        make_clock(make_idea(f"想法{place}", owner=person), due_at=now + timedelta(hours=place))
    make_clock(make_idea("后天", owner=other), due_at=now + timedelta(days=2))
    make_hand_off(idea, to_user=person)
    make_hand_off(make_idea("又一个"), to_desk=Group.objects.get(name=EDITOR))
    make_burst(idea, found_at=now - timedelta(hours=1))
    make_digest(now=now)
    told = text_of(user=person)
    assert "想法0" in told
    assert "还有 2 个你的时钟" in told
    assert "你的工位上等着 2 个" in told
    assert "冰箱：" in told
    assert text_of(user=other) == "你的工位上等着 1 个"
    assert Notice.objects.count() == 2


@pytest.mark.parametrize("number", [1, 10])
def test_a_digest_costs_the_same_for_any_number(
    number: int, django_assert_num_queries: Any
) -> None:
    for place in range(number):
        line = ProductLine.objects.create(name=f"线{place}")
        person = make_colleague()
        make_preference(person, events=EVERYTHING, lines=[line])
        make_robot(product_line=line)
        idea = made(make_idea(f"想法{place}", owner=person, product_line=line), when=at(22, 3))
        make_clock(idea, due_at=at(22, 18), started_at=at(22, 1))
        make_hand_off(idea, to_user=person, sent_at=at(22, 2))
    with django_assert_num_queries(22):
        assert make_digest(now=at(22, 9)) == 2 * number

"""Support that cannot be bought: three numbers, counted from rows."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from feedback.models import Comment, Fan
from ideas.models import CaseMember, IntegrityCase, Support
from ideas.services.supporting import (
    FORMULA,
    count_outdated,
    count_support,
    support_of_clusters,
    support_of_ideas,
)
from tests.factories import (
    make_assignment,
    make_comment,
    make_evidence,
    make_fan,
    make_idea,
    make_request,
)

if TYPE_CHECKING:
    from ideas.models import Idea
    from ideas.services.supporting import Numbers

pytestmark = pytest.mark.django_db


def numbers(idea: Idea) -> Numbers:
    return support_of_ideas([idea.pk])[idea.pk]


def test_a_fan_counts_once_however_often_they_ask():
    idea, fan = make_idea(), make_fan()
    for text in ("求冷宫冰箱", "冷宫冰箱快出", "想要冷宫冰箱"):
        make_evidence(idea, text, fan=fan)
    found = numbers(idea)
    assert (found.mentions, found.fans, found.effective) == (3, 1, 1.0)


def test_copies_from_new_accounts_add_the_logarithm_of_their_number():
    idea = make_idea()
    for _ in range(15):
        make_evidence(idea, "极光快出冷宫冰箱！")
    found = numbers(idea)
    assert found.fans == 15
    assert found.effective == pytest.approx(1 + math.log(15), abs=1e-3)
    assert found.discounts == [
        {
            "reason": "same_text",
            "text": "极光快出冷宫冰箱！",
            "texts": 1,
            "fans": 15,
            "nameless": 0,
            "of": 15.0,
            "counted": 3.7081,
        }
    ]


def test_copies_with_small_edits_are_one_wording():
    idea = make_idea()
    for edit in ("", "啊", "8841", "真的", "好看", "，拜托", "~~~"):
        make_evidence(idea, f"求求你们出一个冷宫形状的冰箱吧{edit}")
    found = numbers(idea)
    assert found.effective == pytest.approx(1 + math.log(7), abs=1e-3)
    assert [(row["reason"], row["texts"]) for row in found.discounts] == [("near_text", 6)]


def test_clusters_are_counted_by_the_same_formula():
    cluster = make_evidence(make_idea(), "求求你们出一个冷宫形状的冰箱吧").cluster
    for edit in ("真的", "好看", "，拜托"):
        text = f"求求你们出一个冷宫形状的冰箱吧{edit}"
        make_assignment(make_request(make_comment(text)), cluster=cluster)
    found = support_of_clusters([cluster.pk])[cluster.pk]
    assert found.effective == pytest.approx(1 + math.log(4), abs=1e-3)


def test_copies_that_differ_in_punctuation_and_emoji_are_still_copies():
    idea = make_idea()
    for text in ("求冷宫冰箱", "求冷宫冰箱！！！", "求冷宫冰箱😂", "求冷宮冰箱~"):
        make_evidence(idea, text)
    assert numbers(idea).effective == pytest.approx(1 + math.log(4), abs=1e-3)


def test_where_no_author_is_named_each_distinct_text_is_one_supporter():
    idea = make_idea()
    for text in ("能洗鞋就好了", "能洗鞋就好了", "希望加洗鞋"):
        make_evidence(idea, text, fan=None)
    found = numbers(idea)
    assert (found.mentions, found.fans, found.effective) == (3, None, 2.0)


@pytest.mark.parametrize("role", ["own", "company", "copycat"])
def test_only_fans_count_and_others_are_listed(role):
    idea, other = make_idea(), make_fan(machine_role=role)
    make_evidence(idea, "容我考虑一下", fan=other)
    make_evidence(idea, "求冷宫冰箱")
    found = numbers(idea)
    assert (found.mentions, found.fans, found.effective) == (1, 1, 1.0)
    assert found.discounts == [{"reason": role, "fans": 1, "of": 1, "counted": 0}]


def test_a_person_says_who_is_a_fan():
    idea = make_idea()
    make_evidence(idea, "求冷宫冰箱", fan=make_fan(machine_role="company", person_role="fan"))
    assert numbers(idea).fans == 1


def test_what_is_known_of_an_account_is_weighed_as_it_was_when_it_spoke():
    idea, spoke = make_idea(), timezone.now() - timedelta(days=400)
    told = {"followers": 0, "posts": 1, "registered_at": spoke - timedelta(days=1)}
    make_evidence(idea, "求冷宫冰箱", fan=make_fan(**told), created_at=spoke)
    found = numbers(idea)
    assert (found.low, found.effective, found.high) == (0.1, 0.4, 1.0)


def make_case(outcome: str, *comments: Comment, idea: Idea) -> IntegrityCase:
    decided_at = timezone.now() if outcome else None
    case = IntegrityCase.objects.create(
        kind="copies", idea=idea, outcome=outcome, decided_at=decided_at
    )
    for comment in comments:
        CaseMember.objects.create(case=case, fan=comment.fan, comment=comment)
    return case


@pytest.mark.parametrize(
    ("outcome", "low", "effective"),
    [("", 1.9055, 4.0), ("cap", 1.9055, 3.0986), ("exclude", 0.5, 1.0), ("clear", 2.0, 4.0)],
)
def test_a_case_counts_as_a_person_decided(outcome, low, effective):
    idea = make_idea()
    texts = ("求冷宫冰箱", "剩菜住的那格就叫冷宫", "进了这门别想出来", "给娘娘们留一层吧")
    said = [make_evidence(idea, text).request.comment for text in texts]
    make_case(outcome, *said[1:], idea=idea)
    found = numbers(idea)
    assert (found.low, found.effective) == pytest.approx((low, effective), abs=1e-3)
    assert found.high == (1.0 if outcome == "exclude" else 4.0)


def test_a_case_bears_on_what_its_members_comments_came_to():
    idea, other = make_idea(), make_idea("别的")
    said = make_evidence(idea, "求冷宫冰箱").request.comment
    make_evidence(other, "能洗鞋就好了", fan=said.fan)
    make_case("exclude", said, idea=idea)
    assert (numbers(idea).effective, numbers(other).effective) == (0.0, 1.0)


def test_a_comment_that_a_person_calls_no_request_does_not_count():
    idea = make_idea()
    evidence = make_evidence(idea, "求冷宫冰箱")
    Comment.objects.filter(pk=evidence.request.comment_id).update(person_label="other")
    assert numbers(idea).mentions == 0


def test_counting_is_kept_and_a_second_count_changes_nothing():
    idea = make_idea(effective=None)
    make_evidence(idea, "求冷宫冰箱")
    assert count_support([idea.pk]) == 1
    first = Support.objects.get(idea=idea)
    assert count_support([idea.pk]) == 0
    assert Support.objects.get(idea=idea).counted_at == first.counted_at


def test_what_another_formula_counted_is_counted_anew():
    old, fresh = make_idea(formula="support-1"), make_idea(effective=None)
    make_evidence(old, "求冷宫冰箱")
    assert count_outdated(limit=1) == 1
    assert (old.support.formula, Support.objects.get(idea=old).formula) == ("support-1", FORMULA)
    assert count_outdated(limit=9) == 1
    assert Support.objects.get(idea=fresh).effective == 0
    assert count_outdated(limit=9) == 0


def test_any_number_of_ideas_is_counted_in_a_fixed_number_of_queries(
    django_assert_num_queries,
):
    few = [make_idea(effective=None).pk for _ in range(2)]
    many = [make_idea(effective=None).pk for _ in range(40)]
    with django_assert_num_queries(8) as queries:
        count_support(few)
    with django_assert_num_queries(len(queries)):
        count_support(many)


saying = st.lists(
    st.tuples(
        st.none() | st.integers(0, 5),
        st.sampled_from(["甲求冷宫", "乙求冰箱", "求你们出一个冷宫冰箱", "求你们出一款冷宫冰箱"]),
    ),
    min_size=1,
    max_size=10,
)
DAY = datetime(2026, 11, 20, tzinfo=UTC)


class SupportProperties(TestCase):
    """Properties of the rows that the formula is fed with; the formula's own are tested apart."""

    def say(self, said: list[tuple[int, tuple[int | None, str]]]) -> Idea:
        idea = make_idea()
        for minute, (fan, text) in said:
            key = {"channel": "weibo", "key": f"p{fan}"}
            row = None if fan is None else Fan.objects.get_or_create(**key)[0]
            make_evidence(idea, text, fan=row, created_at=DAY + timedelta(minutes=minute))
        return idea

    @settings(max_examples=25, deadline=None)
    @given(saying, st.randoms())
    def test_the_order_of_arrival_does_not_matter(self, said, by):
        timed = list(enumerate(said))
        there = numbers(self.say(timed))
        Fan.objects.all().delete()
        by.shuffle(timed)
        assert numbers(self.say(timed)) == there

    @settings(max_examples=25, deadline=None)
    @given(saying, st.sampled_from(["甲求冷宫", "求你们出一个冷宫的冰箱", "戊从没人说过的话"]))
    def test_one_more_fan_never_lowers_it(self, said, text):
        idea = self.say(list(enumerate(said)))
        before = numbers(idea).effective
        make_evidence(idea, text)
        assert numbers(idea).effective >= before - 1e-4

"""Support that cannot be bought: three numbers, counted from rows."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from feedback.models import Comment, Fan
from ideas.models import Support
from ideas.services.supporting import count_support, support_of_ideas
from tests.factories import make_evidence, make_fan, make_idea

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
        {"reason": "same_text", "text": "极光快出冷宫冰箱！", "fans": 15, "counted": 3.71}
    ]


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


def test_our_own_accounts_never_count():
    idea = make_idea()
    make_evidence(idea, "容我考虑一下", fan=make_fan(is_brand=True))
    assert numbers(idea).mentions == 0


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


def test_any_number_of_ideas_is_counted_in_a_fixed_number_of_queries(
    django_assert_num_queries,
):
    few = [make_idea(effective=None).pk for _ in range(2)]
    many = [make_idea(effective=None).pk for _ in range(40)]
    with django_assert_num_queries(7) as queries:
        count_support(few)
    with django_assert_num_queries(len(queries)):
        count_support(many)


saying = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from(["甲求冷宫", "乙求冰箱", "丙要冷宫", "丁想要"])),
    min_size=1,
    max_size=10,
)


class SupportProperties(TestCase):
    """Properties that hold for any order and any mix of fans and texts."""

    def say(self, said: list[tuple[int, str]]) -> Idea:
        idea = make_idea()
        for fan, text in said:
            row, _ = Fan.objects.get_or_create(channel="weibo", key=f"p{fan}")
            make_evidence(idea, text, fan=row)
        return idea

    @settings(max_examples=25, deadline=None)
    @given(saying)
    def test_order_does_not_matter(self, said):
        there, back = numbers(self.say(said)), numbers(self.say(said[::-1]))
        assert there.effective == pytest.approx(back.effective, abs=1e-6)
        assert (there.mentions, there.fans) == (back.mentions, back.fans)

    @settings(max_examples=25, deadline=None)
    @given(saying, st.sampled_from(["甲求冷宫", "戊从没人说过的话"]))
    def test_one_more_fan_never_lowers_it(self, said, text):
        idea = self.say(said)
        before = numbers(idea).effective
        make_evidence(idea, text)
        assert numbers(idea).effective >= before - 1e-6

    @settings(max_examples=25, deadline=None)
    @given(saying)
    def test_effective_is_never_more_than_the_fans(self, said):
        found = numbers(self.say(said))
        assert 0 < found.effective <= (found.fans or 0) + 1e-6

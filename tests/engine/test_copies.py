"""Copies with small edits are one wording; what fans write themselves is not."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.nlp.copies import group_wordings, key_of, most_edits, near

SLOGAN = "求求你们出一个冷宫形状的冰箱吧，我家每天都有剩菜"
LETTERS = "的一是不了人我在有他这中大来上国个到说们为子和你地出道也时年"


def edited(text: str, *, edits: int, by: random.Random) -> str:
    letters = list(text)
    for _ in range(edits):
        place, letter = by.randrange(len(letters)), by.choice(LETTERS)
        if by.random() < 0.5:
            letters[place] = letter
        elif by.random() < 0.5:
            letters.insert(place, letter)
        elif len(letters) > 2:
            letters.pop(place)
    return "".join(letters)


@pytest.mark.parametrize(
    "copy",
    [
        "求求你們出一個冷宮形狀的冰箱吧,我家每天都有剩菜!!!",
        "求求你们出一个冷宫形状的冰箱吧，我家每天都有剩菜 8841",
        "啊啊求求你们出一个冷宫形状的冰箱吧，我家每天都有剩菜呀x7f",
        "求求你们出个冷宫形状的大冰箱吧，我家每天都有剩菜",
        "[哭]求求你们出一个冷宫形状的冰箱，我家每天都有剩饭剩菜",
    ],
)
def test_a_copy_with_small_edits_is_near(copy):
    assert near(key_of(SLOGAN), key_of(copy))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("求冷宫冰箱", "想要冷宫的冰箱"),
        ("要白色", "要黑色"),
        ("扫地机会爬楼我叫它爷爷", "扫地的会爬楼我就买"),
        ("香菜冰淇淋都有了薯片就没有吗", "香菜冰淇淋都有洋芋片什么时候出香菜口味啦"),
        ("租房不让动水管求插电就能洗碗的", "租的房不敢动水路有没有摆台面上倒壶水就能洗的"),
    ],
)
def test_own_words_are_not_near(one, other):
    assert not near(key_of(one), key_of(other))


def test_a_text_of_nothing_but_signs_is_itself():
    assert group_wordings(["😂", "😭", "😂"]) == [0, 1, 0]


def test_ten_thousand_light_edits_are_a_handful_of_wordings():
    by = random.Random(7)
    texts = [edited(SLOGAN, edits=by.randint(0, 3), by=by) for _ in range(10_000)]
    assert len(set(texts)) > 5_000
    assert len(set(group_wordings(texts))) < 10


def test_leaders_are_found_among_thousands():
    by = random.Random(3)
    texts = ["".join(by.choices(LETTERS + "冰箱洗衣机空调", k=20)) for _ in range(3_000)]
    copies = [edited(text, edits=2, by=by) for text in texts]
    led = group_wordings([*texts, *copies])
    assert led[: len(texts)] == list(range(len(texts)))
    assert led[len(texts) :] == list(range(len(texts)))


texts = st.lists(st.text("求冷宫冰箱甲乙丙丁啊1", min_size=1, max_size=24), min_size=1, max_size=30)


@settings(deadline=None)
@given(texts)
def test_every_text_joins_the_earliest_leader_it_is_near_to(said):
    """The same as comparing each with all, one by one."""
    keys, slow = [key_of(text) for text in said], []
    for place, key in enumerate(keys):
        leaders = [lead for lead in range(place) if slow[lead] == lead]
        equal = [slow[lead] for lead in range(place) if keys[lead] == key]
        slow.append(equal[0] if equal else _first(leaders, keys, key, place))
    assert group_wordings(said) == slow


def _first(leaders, keys, key, place):
    return next((lead for lead in leaders if near(keys[lead], key)), place)


@given(texts, texts)
def test_later_texts_change_nothing_for_earlier_ones(said, later):
    assert group_wordings([*said, *later])[: len(said)] == group_wordings(said)


@given(st.integers(0, 300))
def test_the_edits_allowed_grow_with_the_text_and_stay_a_third_at_most(length):
    assert most_edits(length) <= most_edits(length + 1) <= (length + 1) / 3

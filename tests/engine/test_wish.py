"""The thing asked for, without the manner of asking."""

import numpy as np
import pytest

from engine.nlp.concepts import opposed, poles, products, weight
from engine.nlp.encoder import default_encoder
from engine.nlp.wish import WishEncoder, is_vague, make_wish, terms, wish_content


@pytest.mark.parametrize(
    ("span", "content"),
    [
        ("希望海尔能出一款冷宫造型的冰箱吧！", "冷宫造型冰箱"),
        ("能不能出一款叫「冷宫」的冰箱", "冷宫冰箱"),
        ("冷宫造型的冰箱求量产", "冷宫造型冰箱"),
        ("冷宫冰箱贴什么时候有", "冷宫冰箱贴"),
        ("@海尔 求求你们 出一个能洗鞋的洗衣机吧😂", "洗鞋洗衣机"),
        ("希望華為能出白色", "白色"),
        ("跪求粉色[泪]", "粉色"),
        ("要是有快充就好了", "有快充"),
    ],
)
def test_the_manner_of_asking_is_dropped(span, content):
    assert wish_content(span) == content


@pytest.mark.parametrize(
    ("span", "kept"),
    [
        ("能不能别嘀了", "别嘀"),
        ("希望便宜点", "便宜点"),
        ("再窄点就好了", "再窄点"),
        ("不要送贴纸", "不要"),
        ("苹果味的酸奶求安排", "苹果味酸奶"),
        ("希望做工好一点", "做工好一点"),
        ("要是支持快充", "快充"),
        ("建议改进个45分钟左右的", "45分钟"),
    ],
)
def test_what_changes_the_meaning_stays(span, kept):
    assert kept in wish_content(span)


@pytest.mark.parametrize(
    "span", ["希望改进", "求量产", "希望越来越好", "+1", "希望海尔越做越好！", "加油", "", "😂😂"]
)
def test_good_will_and_bare_votes_are_vague(span):
    assert is_vague(span)


@pytest.mark.parametrize("span", ["别嘀了", "便宜点", "再大一点", "白色", "严把质量关", "出洗鞋机"])
def test_a_short_wish_is_not_vague(span):
    assert not is_vague(span)


def test_two_wordings_of_one_thing_share_a_term():
    assert terms("送个钢化膜") & terms("带屏保") == {"贴膜"}


def test_a_fridge_magnet_is_no_fridge():
    assert products("冷宫冰箱贴") == {"冰箱贴"}
    assert products("冰箱太贵，冷宫冰箱贴") == {"冰箱贴"}
    assert products("冷宫冰箱") == {"冰箱"}


def test_a_machine_for_shoes_shares_with_a_machine_that_washes_shoes():
    assert terms("洗鞋机") <= terms("能洗鞋的洗衣机")


@pytest.mark.parametrize(
    ("one", "other"), [("声音太大", "声音再大点"), ("再宽一点", "窄点"), ("太贵了", "再贵点")]
)
def test_opposite_directions_are_seen(one, other):
    assert opposed(poles(one), poles(other))


@pytest.mark.parametrize(("one", "other"), [("声音太大", "声音小点"), ("太厚了", "再薄一点")])
def test_a_complaint_of_too_much_asks_for_less(one, other):
    assert poles(one) & poles(other)


def test_a_rare_term_says_more_than_a_common_one():
    assert weight("冷宫") > weight("不错")
    assert weight("冰箱") < weight("冷宫")


def test_a_wish_that_is_only_manner_still_has_content():
    assert make_wish("1", "希望改进", np.ones(2, dtype=np.float32)).content


def test_the_wish_encoder_brings_two_manners_of_asking_nearer():
    spans = ["希望海尔能出一款冷宫造型的冰箱吧！", "冷宫造型的冰箱求量产"]
    plain, wishes = default_encoder(), WishEncoder(default_encoder())
    said, asked = plain.encode(spans), wishes.encode(spans)
    assert asked[0] @ asked[1] > said[0] @ said[1]
    assert np.allclose(np.linalg.norm(asked, axis=1), 1, atol=1e-5)
    assert wishes.version != plain.version
    assert wishes.encode([]).shape == (0, plain.dimensions)

"""Titles and quotes that a manager would keep."""

import pytest

from engine.nlp.encoder import default_encoder
from engine.nlp.titles import propose_title, summary_line
from engine.nlp.wish import WishEncoder, make_wish


def make_wishes(*texts, meant=()):
    """Make a wish of each text; all their contexts mean the same products."""
    vectors = WishEncoder(default_encoder()).encode(texts)
    return [
        make_wish(str(i), text, vector, meant=frozenset(meant))
        for i, (text, vector) in enumerate(zip(texts, vectors, strict=True))
    ]


FRIDGE = (
    "想把剩菜打入冷宫，海尔出个冷宫冰箱吧",
    "希望海尔能出一款冷宫造型的冰箱吧！",
    "冷宫造型的冰箱求量产",
    "能不能出一款叫「冷宫」的冰箱",
)


def test_a_title_names_the_thing_and_not_the_manner():
    assert propose_title(make_wishes(*FRIDGE)) in {"冷宫造型冰箱", "冷宫冰箱"}


def test_a_title_prefers_the_clause_that_all_share():
    wishes = make_wishes(
        "热水器挺好，希望下一代带零冷水", "早上水冰得牙疼，求零冷水热水器", "建议零冷水热水器"
    )
    assert propose_title(wishes) == "零冷水热水器"


def test_a_title_does_not_depend_on_the_order():
    assert propose_title(make_wishes(*FRIDGE)) == propose_title(make_wishes(*FRIDGE[::-1]))


def test_a_title_does_not_end_before_its_noun():
    wishes = make_wishes("冰箱做成宫殿的", "宫殿造型的冰箱", "冰箱出个宫殿款", "想要宫殿冰箱")
    assert not propose_title(wishes).endswith("的")


def test_the_product_stands_in_front_where_the_wish_names_none():
    lock = ("加个童锁", "建议加上童锁")
    assert propose_title(make_wishes(*lock, meant={"洗衣机"})).startswith("洗衣机")
    assert propose_title(make_wishes(*lock, meant={"空调"})).startswith("空调")
    assert propose_title(make_wishes(*lock, "空调加个童锁")).startswith("空调")
    assert propose_title(make_wishes("旋钮手感有待改善", meant={"烤箱"})) == "改善烤箱旋钮手感"


@pytest.mark.parametrize("meant", [{"洗衣机", "空调"}, {"遥控器"}, set()])
def test_a_title_names_no_product_that_is_not_sure(meant):
    assert propose_title(make_wishes("加个童锁", "建议加上童锁", meant=meant)) in {
        "加童锁",
        "加上童锁",
    }


def test_one_context_of_several_does_not_name_the_product_for_all():
    wishes = make_wishes("加个童锁", "建议加上童锁", "童锁求安排")
    wishes += make_wishes("配个童锁", meant={"空调"})
    assert "空调" not in propose_title(wishes)


@pytest.mark.parametrize(
    ("texts", "title"),
    [
        (("希望有所改善，雾量再大点", "雾量能再大点吗", "再大点"), "再大点"),
        (("就不能带个清洁刷吗", "为什么不带清洁刷呢", "清洁刷都没有"), "带清洁刷"),
        (("真正把好水质关", "严把水质关", "希望以后水质把关"), "水质"),
        (("定时不能超过一小时，希望改进", "希望定时能到两小时", "定时两小时就好了"), "定时"),
    ],
)
def test_a_title_is_concrete_and_positive(texts, title):
    found = propose_title(make_wishes(*texts))
    assert title in found
    assert not any(word in found for word in ("不", "有所", "没", "吗"))


def test_latin_words_keep_their_case():
    assert propose_title(make_wishes("建议APP不要有广告")) == "APP不要有广告"


@pytest.mark.parametrize("text", ["希望改进", "😂", "长" * 400])
def test_odd_wishes_have_short_titles(text):
    assert len(propose_title(make_wishes(text))) <= 20


def test_no_wishes_have_no_title():
    assert propose_title([]) == ""
    assert summary_line([]) == ""


def test_the_summary_is_a_full_quote():
    assert summary_line(make_wishes(*FRIDGE)) in FRIDGE


def test_a_quote_is_rather_a_sentence_than_a_shout():
    assert summary_line(make_wishes("冷宫冰箱", "希望海尔能出一款冷宫造型的冰箱")) == (
        "希望海尔能出一款冷宫造型的冰箱"
    )

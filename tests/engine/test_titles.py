"""Titles and quotes that a manager would keep."""

import pytest

from engine.nlp.encoder import default_encoder
from engine.nlp.titles import propose_title, summary_line
from engine.nlp.wish import WishEncoder, make_wish


def make_wishes(*texts):
    vectors = WishEncoder(default_encoder()).encode(texts)
    return [make_wish(str(i), t, v) for i, (t, v) in enumerate(zip(texts, vectors, strict=True))]


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

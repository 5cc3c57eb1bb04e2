"""Clean text is what a person reads; the fold is what machines compare."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.nlp.normalise import (
    CleanText,
    bigrams,
    clean,
    fingerprint,
    fingerprint_and_bigrams,
    fold,
)

LINES = Path(__file__).with_name("awkward_texts.jsonl").read_text(encoding="utf-8").splitlines()
AWKWARD = {case["case"]: case["text"] for case in map(json.loads, LINES)}

EXPECTED = {
    "plain": "能不能出一款叫「冷宫」的冰箱？这样我就可以说：来人，把剩菜给朕打入冷宫！😂",
    "pure_repost": "",
    "repost_chain": "笑死，求量产",
    "zero_width": "想要冷宫冰箱，颜色要朱红的",
    "html_entities": '冷宫&御膳房对开门 <上冷藏下冷冻> 预算¥3999，"量产"我就买',
    "empty": "",
    "blank_ws": "",
    "emote_only": "[笑cry][笑cry][doge]",
    "reply_prefix": "+1，冷宫冰箱+1",
    "reply_prefix_bili": "冷宫冰箱+1",
    "upstream_deleted": "",
    "weibo_deleted": "",
    "jd_no_text": "",
    "html": "[doge]冷宫\n冰箱@极光电器",
    "double_entity": "冷宫&御膳房",
    "lone_surrogate_escaped": "冷宫",
    "nul_and_ctrl": "冷宫冰箱",
    "rtl_override": "冷宫箱冰",
}
UNCHANGED = (
    "traditional",
    "fullwidth",
    "topic_emoji_zwj",
    "newline",
    "radicals_nfkc",
    "csv_quotes",
)


@pytest.mark.parametrize("case", EXPECTED)
def test_awkward_texts_become_readable(case: str) -> None:
    assert clean(AWKWARD[case]).text == EXPECTED[case]


@pytest.mark.parametrize("case", UNCHANGED)
def test_wording_script_width_and_marks_stay_as_written(case: str) -> None:
    assert clean(AWKWARD[case]).text == AWKWARD[case]


@pytest.mark.parametrize("case", AWKWARD)
def test_cleaning_twice_changes_nothing(case: str) -> None:
    once = clean(AWKWARD[case]).text

    assert clean(once).text == once


def test_a_chain_is_kept_apart_with_the_mentions_inside_it() -> None:
    assert clean(AWKWARD["repost_chain"]) == CleanText(
        text="笑死，求量产",
        quoted=("@极光电器 快出“冷宫”冰箱！", "哈哈哈哈这个可以有"),
        mentions=("极光电器",),
        hashtags=(),
    )


def test_leading_mentions_leave_the_text_but_are_known() -> None:
    cleaned = clean("@极光电器 @冰箱君 求量产 @阿福")

    assert cleaned.text == "求量产 @阿福"
    assert cleaned.mentions == ("极光电器", "冰箱君", "阿福")


def test_hashtags_of_both_styles_are_known() -> None:
    assert clean("#冷宫冰箱# 蹲一个 #极光电器新品#").hashtags == ("冷宫冰箱", "极光电器新品")
    assert clean("#冰箱 #家电[话题]# 好看").hashtags == ("冰箱", "家电")


def test_an_address_of_mail_is_no_mention() -> None:
    assert clean("写信到a@example.com").mentions == ()


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("冰箱太小放不下⻝材，⽔果都要冻⽑了", "冰箱太小放不下食材水果都要冻毛了"),
        ("趕快量產吧！！！", "赶快量产吧"),
        ("\uff2c\uff25\uff2e\uff27\uff27\uff2f\uff2e\uff27　联名款", "lenggong联名款"),
        ("想要冷\u200b宫\u200d冰箱\ufeff", "想要冷宫冰箱"),
        ("求量产[doge][doge] http://t.cn/A6abc @极光电器", "求量产😂"),
        ("哈哈哈哈哈哈求量产", "哈哈哈求量产"),
        ("想著冷宮", "想着冷宫"),
    ],
)
def test_wordings_of_one_text_fold_alike(left: str, right: str) -> None:
    assert fold(left) == fold(right)
    assert fingerprint(left) == fingerprint(right)


def test_numbers_do_not_shrink_in_the_fold() -> None:
    assert fold("1000元") != fold("10000元")


def test_a_fingerprint_fits_a_signed_column_and_outlives_the_process() -> None:
    code = "from engine.nlp.normalise import fingerprint; print(fingerprint('求量產！'))"
    other = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert int(other.stdout) == fingerprint("求量产")
    assert -(2**63) <= fingerprint("求量产") < 2**63


def test_bigrams_never_cross_what_parts_words() -> None:
    assert bigrams("冷宫，冰箱") == ["冰箱", "冷宫"]
    assert bigrams("冷宫 冰箱") == ["冰箱", "冷宫"]


def test_bigrams_keep_latin_letters_and_digits() -> None:
    assert bigrams("XP系統") == ["p系", "xp", "系统"]
    assert bigrams("冰") == ["冰"]
    assert bigrams("！？") == []


@given(st.text(max_size=200))
def test_any_text_is_cleaned_to_what_a_database_can_store(raw: str) -> None:
    text = clean(raw).text

    text.encode("utf-8")
    assert "\x00" not in text
    assert text == text.strip()


@given(st.text(max_size=60))
def test_folding_is_stable(raw: str) -> None:
    assert fold(fold(raw)) == fold(raw)


@given(st.text() | st.sampled_from(sorted(AWKWARD.values())), st.integers(0, 20))
def test_one_pass_gives_what_two_give(text: str, searched: int) -> None:
    found = fingerprint_and_bigrams(text, searched=searched)
    assert found == (fingerprint(text), bigrams(text[:searched]))

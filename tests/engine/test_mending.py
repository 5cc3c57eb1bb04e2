"""Damaged text is mended before it is read, and every character keeps its place."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.nlp.mending.mend import mend
from engine.nlp.reading import read
from tests.damage import damage

CLEAN = (
    "希望能出一款红色的，同时也希望屏幕再大一点",
    "手机不错，就是充电的时候有点烫，希望改进",
    "建议客服的态度好一点，快递也太慢了",
    "能不能出个小一点的洗衣机？家里地方不够",
    "已经用了一个星期了，声音很小，洗得也很干净",
)


def mended(text: str) -> str:
    (found,) = mend([text])
    return found.text


@pytest.mark.parametrize(
    ("damaged", "meant"),
    [
        ("希望嘚颜色更好看", "希望的颜色更好看"),
        ("屏幕吔不错", "屏幕也不错"),
        ("质量鈈好", "质量不好"),
        ("跟图片哃一个颜色", "跟图片同一个颜色"),
        ("現(xiàn)在的價(jia)格", "现在的价格"),
        ("希（xī）望快点出", "希望快点出"),
        ("红色戓者蓝色都可以", "红色或者蓝色都可以"),
        ("声音很小，幵且很干净", "声音很小,并且很干净"),
        ("看规频很流畅", "看视频很流畅"),
        ("大家亏相帮助", "大家互相帮助"),
        ("希??能出红色的", "希望能出红色的"),
        ("西望能出红色的", "希望能出红色的"),
        ("希&#26395;能出红色的", "希望能出红色的"),
        ("希\u200b望能\u2060出红色的", "希望能出红色的"),
    ],
)
def test_what_was_meant_is_read(damaged: str, meant: str) -> None:
    assert mended(damaged) == meant


@pytest.mark.parametrize("text", CLEAN)
def test_what_is_not_damaged_is_given_back_as_it_is(text: str) -> None:
    assert mended(text) == text


@pytest.mark.parametrize("text", ["屏幕(lcd)很好", "为什么？？我不懂", "电视（tv）能不能便宜点"])
def test_brackets_and_questions_of_the_writer_stay(text: str) -> None:
    assert mended(text).translate({0xFF1F: "?", 0xFF08: "(", 0xFF09: ")"}) == text.translate(
        {0xFF1F: "?", 0xFF08: "(", 0xFF09: ")"}
    )


def test_a_text_is_mended_alike_alone_and_among_others() -> None:
    texts = [damage(text, seed=number, share=0.2) for number, text in enumerate(CLEAN * 4)]

    together = [found.text for found in mend(texts)]

    assert together == [mended(text) for text in texts]


@pytest.mark.parametrize("seed", range(20))
def test_spans_of_damaged_texts_are_exact_pieces_of_the_text_shown(seed: int) -> None:
    texts = [damage(text, seed=seed, share=0.3) for text in CLEAN]

    for text, reading in zip(texts, read(texts, with_sentiment=False), strict=True):
        for finding in reading.findings:
            assert finding.text == text[finding.start : finding.end]
            assert finding.text


def test_a_span_holds_what_was_injected_into_it() -> None:
    text = "手机很好，希(xī)望&#33021;出紅色嘚，谢谢"

    (reading,) = read([text], with_sentiment=False)

    assert [finding.text for finding in reading.findings] == ["希(xī)望&#33021;出紅色嘚"]


@settings(max_examples=100, deadline=None)
@given(
    st.text(
        alphabet="希望能出红色的嘚鈈戓??(xi)&#;26395\u200b，。 \n\x00\ufffd\U0001f602a1",
        max_size=60,
    )
)
def test_places_go_forward_and_stay_inside_whatever_comes(text: str) -> None:
    (found,) = mend([text])

    if found.starts is None or found.ends is None:
        assert found.text == text
        return
    assert len(found.text) == len(found.starts) == len(found.ends)
    pairs = list(zip(found.starts.tolist(), found.ends.tolist(), strict=True))
    assert all(0 <= start < end <= len(text) for start, end in pairs)
    assert all(left[0] < right[0] for left, right in pairwise(pairs))


def test_a_text_longer_than_is_read_keeps_its_end() -> None:
    text = "希望嘚颜色" + "好" * 5_000

    assert mended(text) == "希望的颜色" + "好" * 5_000

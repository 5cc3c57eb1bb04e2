"""What a reading promises: exact spans, obeyed labels, no surprise on bad input."""

import dataclasses
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.nlp.reading import LABELS, Reading, read

TWO_WISHES = "屏幕不错，希望多出几个颜色，要是能送个保护套就好了，快递也很快"


def read_one(text: str, *, label: str | None = None) -> Reading:
    (reading,) = read([text], forced_labels=[label], with_sentiment=False)
    return reading


def assert_spans_are_exact(text: str, reading: Reading) -> None:
    for finding in reading.findings:
        assert finding.text == text[finding.start : finding.end]
        assert finding.text
        assert 0.0 <= finding.confidence <= 1.0


def test_several_wishes_in_one_comment_are_several_findings() -> None:
    reading = read_one(TWO_WISHES)

    spans = [finding.text for finding in reading.findings if finding.kind == "product"]
    assert len(spans) == 2
    assert "颜色" in spans[0]
    assert "保护套" in spans[1]


def test_a_span_points_into_the_text_as_shown_not_as_folded() -> None:
    text = "哈哈，求出　\uff2c\uff25\uff2e\uff27\uff27\uff2f\uff2e\uff27　聯名款！！！"

    reading = read_one(text)

    assert_spans_are_exact(text, reading)
    assert "\uff2c\uff25\uff2e\uff27\uff27\uff2f\uff2e\uff27" in reading.findings[0].text


def test_a_wish_without_its_object_takes_the_clause_before() -> None:
    reading = read_one("手机不错，就是充电的时候有点烫，希望改进")

    assert any("充电" in f.text and "改进" in f.text for f in reading.findings)


def test_every_finding_says_why() -> None:
    for finding in read_one(TWO_WISHES).findings:
        codes = [reason.code for reason in finding.why]
        assert "model" in codes
        assert len(codes) > 1
        json.dumps([dataclasses.asdict(reason) for reason in finding.why])


@pytest.mark.parametrize("label", ["product_request", "service_request"])
@pytest.mark.parametrize("text", ["今天天气不错", "颜色好看，声音也小", "👍👍👍", "x"])
def test_a_person_who_says_request_gets_at_least_one_span(text: str, label: str) -> None:
    reading = read_one(text, label=label)

    kind = label.removesuffix("_request")
    assert reading.label == label
    assert [f for f in reading.findings if f.kind == kind]
    assert_spans_are_exact(text, reading)


@pytest.mark.parametrize("label", ["complaint", "question", "praise", "other", "spam"])
def test_a_person_who_says_no_request_gets_no_span(label: str) -> None:
    reading = read_one(TWO_WISHES, label=label)

    assert reading.label == label
    assert reading.findings == ()


def test_an_empty_comment_has_no_span_even_when_a_person_says_request() -> None:
    assert read_one("", label="product_request").findings == ()


def test_advertising_is_spam_however_it_is_spelt() -> None:
    for text in (
        "加薇❤️信领优惠券，限时秒杀戳我主页→",
        "兼职日结，加V信abc123",
        "￥Ab3dE5fG7h￥打开淘宝",
    ):
        assert read_one(text).label == "spam"


def test_words_that_spam_uses_too_are_not_spam() -> None:
    for text in (
        "给他们留点空间吧！",
        "希望多发点优惠券",
        "能不能送个红包封面",
        "微信小程序能不能加个提醒功能",
    ):
        assert read_one(text).label != "spam"


def test_forced_labels_must_match_the_texts() -> None:
    with pytest.raises(ValueError, match="forced labels"):
        read(["一", "二"], forced_labels=[None])


def test_nothing_to_read_gives_nothing() -> None:
    assert read([]) == []


def test_reading_together_or_alone_gives_the_same() -> None:
    texts = [TWO_WISHES, "", "求量产", "质量太差", "👍", "能不能出个红色的？"]

    together = read(texts, with_sentiment=False)

    assert together == [read_one(text) for text in texts]
    assert together == read(texts, with_sentiment=False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00",
        "\ud83d",
        "😂" * 50,
        " \n\t",
        "\u202e宫冷",
        "，。！？",
        "a" * 1_000_000,
        "希望" * 500_000,
    ],
    ids=["empty", "nul", "lone surrogate", "emoji", "blank", "rtl", "marks", "latin", "very long"],
)
def test_bad_input_is_read_without_complaint(text: str) -> None:
    reading = read([text])[0]

    assert reading.label in LABELS
    assert_spans_are_exact(text, reading)


def test_a_megabyte_takes_no_longer_than_what_is_looked_at() -> None:
    started = time.process_time()
    read(["能不能出一款红色的，希望改进，" * 70_000, "求" * 1_000_000, "如果就" * 300_000])

    assert time.process_time() - started < 5


@settings(max_examples=60, deadline=None)
@given(
    st.text(
        alphabet=st.sampled_from(
            "希望能不出求要是就好了，。！ \x00\uff411建议改进快递冷宫冰箱👨\u200d"
        ),
        max_size=80,
    )
)
def test_any_text_gives_exact_spans(text: str) -> None:
    reading = read_one(text)

    assert reading.label in LABELS
    assert_spans_are_exact(text, reading)

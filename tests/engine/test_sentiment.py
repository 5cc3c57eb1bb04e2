"""Sentiment is SnowNLP's opinion of the Simplified text, and never an error."""

import pytest
from snownlp import SnowNLP

from engine.nlp.sentiment import LONGEST_HEARD, sentiment, sentiments


def test_kind_words_score_above_angry_ones() -> None:
    glad, angry = sentiment("非常好用，很喜欢"), sentiment("太差了，垃圾，退货")

    assert glad is not None
    assert angry is not None
    assert glad > 0.8
    assert angry < 0.2


def test_it_is_exactly_what_snownlp_says() -> None:
    assert sentiment("屏幕不错，就是有点贵") == SnowNLP("屏幕不错，就是有点贵").sentiments


def test_traditional_text_is_heard_as_simplified() -> None:
    assert sentiment("這個冰箱質量太差了") == sentiment("这个冰箱质量太差了")


@pytest.mark.parametrize("text", ["", " ", "😂😂", "？！", "123", "\x00", "\ud83d"])
def test_where_there_are_no_words_there_is_no_opinion(text: str) -> None:
    assert sentiment(text) is None


def test_an_endless_text_is_heard_in_part() -> None:
    text = "好" * 1_000_000

    heard = sentiment(text)

    assert heard == sentiment(text[:LONGEST_HEARD])
    assert heard is not None
    assert 0.0 <= heard <= 1.0


def test_many_texts_are_heard_as_each_alone() -> None:
    texts = ["好用", "", "差评", "好用", "😂", "這個好", "这个好"]

    assert sentiments(texts) == [sentiment(text) for text in texts]
    assert sentiments([]) == []

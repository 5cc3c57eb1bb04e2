"""Spans of a cleaned text are found again in the text as it came."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.nlp.normalise import clean
from engine.nlp.places import place_in


@pytest.mark.parametrize(
    ("raw", "span"),
    [
        ("求冷宫冰箱", "冷宫冰箱"),
        ("回复@阿福:求冷宫冰箱//@别人:哈哈", "冷宫冰箱"),
        ("冷宫&amp;御膳房求量产", "求量产"),
        ("想要冷\u200b宫冰箱", "冷宫冰箱"),
    ],
)
def test_a_span_is_placed_in_the_raw_text(raw, span):
    cleaned = clean(raw).text
    at = cleaned.index(span)
    start, end = place_in(raw, cleaned=cleaned, start=at, end=at + len(span))
    assert clean(raw[start:end]).text == span


@given(st.text(max_size=60), st.data())
def test_places_are_always_inside_the_raw_text(raw, data):
    cleaned = clean(raw).text
    start = data.draw(st.integers(0, len(cleaned)))
    end = data.draw(st.integers(start, len(cleaned)))
    first, last = place_in(raw, cleaned=cleaned, start=start, end=end)
    assert 0 <= first <= last <= len(raw)

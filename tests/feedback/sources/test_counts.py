"""Counts as channels print them; unknown is None and never 0."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.sources import BadRecord
from feedback.sources.counts import LARGEST, Count, parse_count


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1562", Count(1562)),
        (1562, Count(1562)),
        (12.0, Count(12)),
        ("0", Count(0)),
        (0, Count(0)),
        ("1.2万", Count(12000, approx=True)),
        ("1.2w", Count(12000, approx=True)),
        ("3万+", Count(30000, approx=True)),
        ("10+", Count(10, approx=True)),
        ("1.5亿", Count(150_000_000, approx=True)),
        ("\uff12.\uff13萬", Count(23000, approx=True)),
        ("1.15万", Count(11500, approx=True)),
        ("12,345", Count(12345)),
    ],
)
def test_a_count_is_read(value, expected):
    assert parse_count(value) == expected


@pytest.mark.parametrize("value", [None, "", " ", "-", "赞", "评论", "null", -1, "-1"])
def test_a_count_not_given_is_unknown(value):
    assert parse_count(value) == Count(None)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("很多", "count_unreadable"),
        ("1,2", "count_unreadable"),
        (1.5, "count_unreadable"),
        (float("inf"), "count_unreadable"),
        (True, "wrong_type"),
        ([], "wrong_type"),
        (LARGEST + 1, "count_out_of_range"),
        ("99999亿", "count_out_of_range"),
    ],
)
def test_what_is_no_count_is_refused(value, code):
    with pytest.raises(BadRecord) as refused:
        parse_count(value, field="like_count")
    assert (refused.value.code, refused.value.field) == (code, "like_count")


@given(st.one_of(st.text(max_size=30), st.integers(), st.floats(), st.none()))
def test_anything_is_read_or_refused(value):
    try:
        count = parse_count(value)
    except BadRecord:
        return
    assert count.value is None or 0 <= count.value <= LARGEST

"""JSON lines and arrays: what is broken costs only itself."""

from __future__ import annotations

import pytest

from feedback.sources import read_file
from tests.feedback.sources.helpers import (
    FIXTURES,
    GOOD,
    codes,
    make_file,
    make_record,
    read_all,
    to_jsonl,
)

BROKEN = [
    ('{"channel": "weibo", "text": "a"', "json_broken"),
    ('{"channel": "weibo", "text": "a"} {}', "json_broken"),
    ("not json", "json_broken"),
    ("[]", "json_not_object"),
    ("5", "json_not_object"),
    ('"text"', "json_not_object"),
    ("null", "json_not_object"),
    ('{"channel": "weibo", "text": "a", "rating": NaN}', "json_bad_number"),
    ('{"channel": "weibo", "text": "a", "rating": -Infinity}', "json_bad_number"),
    ('{"channel": "weibo", "text": "a", "rating": 1e999}', "json_bad_number"),
    ('{"channel": "weibo", "text": "a", "like_count": ' + "9" * 5000 + "}", "json_bad_number"),
    ('{"channel": "weibo", "channel": "jd", "text": "a"}', "json_duplicate_key"),
    ('{"a":' * 100_000, "json_too_deep"),
    ("[" * 100_000, "json_too_deep"),
    ('{"channel": "weibo", "text": "a\0b"}', "json_broken"),
    ('{"channel": "weibo", "text": "a\\u0000b"}', "nul"),
]


@pytest.mark.parametrize(("line", "code"), BROKEN, ids=[code for _, code in BROKEN])
def test_a_bad_line_is_refused_alone(tmp_path, line, code):
    comments, refusals = read_all(make_file(tmp_path, f"{GOOD}{line}\n{GOOD}"))
    assert codes(refusals) == [(2, code)]
    assert [comment.line for comment in comments] == [1, 3]


@pytest.mark.parametrize(("record", "code"), BROKEN[6:], ids=[code for _, code in BROKEN[6:]])
def test_a_bad_record_of_an_array_is_refused_alone(tmp_path, record, code):
    if code == "json_too_deep":
        record += "]" * record.count("[") + "}" * record.count("{")
    comments, refusals = read_all(make_file(tmp_path, f"[{GOOD},{{}},\n{record},\n{GOOD}]"))
    assert codes(refusals)[-1] in {(3, code), (2, code)}
    assert comments


def test_a_line_cut_off_at_the_end_is_refused_and_the_rest_is_read(tmp_path):
    path = make_file(tmp_path, GOOD + GOOD[:-20])
    comments, refusals = read_all(path)
    assert len(comments) == 1
    assert codes(refusals) == [(2, "json_cut_off")]


def test_the_cut_off_fixture_loses_only_its_last_line(tmp_path):
    text = (FIXTURES / "awkward/truncated.jsonl").read_text()
    path = make_file(
        tmp_path, text.replace('{"', '{"channel":"weibo","').replace("content", "text")
    )
    comments, refusals = read_all(path)
    assert [comment.text_raw for comment in comments] == ["冷宫冰箱"]
    assert codes(refusals) == [(2, "json_cut_off")]


@pytest.mark.parametrize(("end", "line"), [(f",\n{GOOD[:-20]}", 4), (",", 3), ("", 3)])
def test_an_array_cut_off_at_the_end_keeps_what_stands_before(tmp_path, end, line):
    comments, refusals = read_all(make_file(tmp_path, f"[{GOOD},{GOOD}{end}"))
    assert len(comments) == 2
    assert [refusal.code for refusal in refusals] == ["json_cut_off"]
    assert refusals[0].line in {line, line - 1}


def test_what_stands_behind_an_array_is_reported(tmp_path):
    comments, refusals = read_all(make_file(tmp_path, f"[{GOOD}]\n[{GOOD}]"))
    assert len(comments) == 1
    assert [refusal.code for refusal in refusals] == ["json_broken"]


def test_a_line_of_10_mb_is_refused_without_being_kept(tmp_path):
    giant = '{"channel": "weibo", "text": "' + "a" * 10_000_000 + '"}\n'
    comments, refusals = read_all(make_file(tmp_path, GOOD + giant + GOOD))
    assert codes(refusals) == [(2, "line_too_long")]
    assert len(refusals[0].excerpt) <= 80
    assert len(comments) == 2


def test_an_array_on_one_line_may_be_longer_than_a_line(tmp_path):
    records = ",".join([GOOD.strip()] * 20_000)
    assert len(read_all(make_file(tmp_path, f"[{records}]"))[0]) == 20_000


def test_a_giant_in_an_array_is_refused_alone(tmp_path):
    giant = '{"channel": "weibo", "text": "' + "a" * 2_000_000 + '"}'
    comments, refusals = read_all(make_file(tmp_path, f"[{GOOD},{giant},{GOOD}]"))
    assert codes(refusals) == [(2, "line_too_long")]
    assert len(comments) == 2


def test_half_an_emoji_is_replaced_since_no_database_takes_it(tmp_path):
    path = make_file(tmp_path, '{"channel": "weibo", "text": "\\ud83d 冷宫"}\n')
    assert read_all(path)[0][0].text_raw == "\ufffd 冷宫"


def test_a_byte_order_mark_before_any_line_is_not_part_of_it(tmp_path):
    comments, refusals = read_all(make_file(tmp_path, f"\ufeff{GOOD}\ufeff{GOOD}"))
    assert (len(comments), refusals) == (2, [])


def test_lines_are_read_as_they_are_asked_for(tmp_path):
    path = make_file(tmp_path, GOOD * 50_000)
    parsed = read_file(path)
    next(iter(parsed))
    assert parsed.position < parsed.size / 10


def test_a_file_can_be_read_twice(tmp_path):
    parsed = read_file(make_file(tmp_path, to_jsonl(make_record(), make_record())))
    assert list(parsed) == list(parsed)

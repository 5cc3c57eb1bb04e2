"""UTF-8, GBK, byte order marks, and files that change their encoding halfway."""

from __future__ import annotations

import pytest

from feedback.sources import read_file
from tests.feedback.sources.helpers import FIXTURES, GOOD, codes, make_file, read_all

HEADER = "channel,external_id,text\n"
LINES = ["weibo,1,能不能出一款叫冷宫的冰箱\n", "weibo,2,求出冷宫冰箱贴\n", "weibo,3,朱红色\n"]
TEXTS = [line.split(",")[2].strip() for line in LINES]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_every_encoding_gives_the_same_texts(tmp_path, encoding):
    path = make_file(tmp_path, "".join([HEADER, *LINES]).encode(encoding))
    assert [comment.text_raw for comment in read_all(path)[0]] == TEXTS


def test_gbk_lines_after_utf8_lines_are_both_right_and_are_named(tmp_path):
    content = (HEADER + LINES[0]).encode() + "".join(LINES[1:]).encode("gbk")
    parsed = read_file(make_file(tmp_path, content))
    assert [comment.text_raw for comment in parsed] == TEXTS
    assert parsed.notes == ["Lines 3-4 are in GBK, the others in UTF-8."]


def test_the_mixed_fixture_is_nonsense_as_a_whole_and_right_line_by_line(tmp_path):
    mixed = (FIXTURES / "awkward/mixed_encoding.csv").read_bytes()
    assert "冷宫" not in mixed.decode("gb18030")
    canonical = mixed.replace(b"id,text", b"channel,text").replace(b"\n1,", b"\nweibo,")
    comments, _ = read_all(make_file(tmp_path, canonical.replace(b"\n2,", b"\nweibo,")))
    assert [comment.text_raw for comment in comments] == ["冷宫冰箱", "求量产"]


def test_a_file_of_only_gbk_is_said_to_be_gbk(tmp_path):
    parsed = read_file(make_file(tmp_path, "".join([HEADER, *LINES]).encode("gbk")))
    list(parsed)
    assert parsed.notes == ["The file is in GBK, not in UTF-8."]


def test_a_clean_file_has_no_notes(tmp_path):
    parsed = read_file(make_file(tmp_path, GOOD))
    list(parsed)
    assert parsed.notes == []


def test_emoji_survive_gb18030(tmp_path):
    path = make_file(tmp_path, (HEADER + "weibo,1,求😂\n").encode("gb18030"))
    assert read_all(path)[0][0].text_raw == "求😂"


def test_two_bytes_of_gbk_that_look_like_utf8_are_read_as_gbk(tmp_path):
    trap = b"\xc4\xa3\xca\xbd"
    assert trap.decode() != trap.decode("gbk")
    content = (HEADER + LINES[0]).encode("gbk") + b"weibo,9," + trap + b"\n"
    comments, _ = read_all(make_file(tmp_path, content))
    assert comments[1].text_raw == trap.decode("gbk")


def test_a_line_in_no_encoding_is_refused_alone(tmp_path):
    content = HEADER.encode() + b"weibo,1,\xff\xff\n" + LINES[1].encode()
    comments, refusals = read_all(make_file(tmp_path, content))
    assert codes(refusals) == [(2, "undecodable")]
    assert [comment.external_id for comment in comments] == ["2"]


def test_an_array_in_gbk_is_read(tmp_path):
    path = make_file(tmp_path, f"[{GOOD}]".encode("gbk"))
    assert read_all(path)[0][0].text_raw == "求出冷宫冰箱"


def test_a_record_of_an_array_in_no_encoding_is_refused_alone(tmp_path):
    bad = GOOD.encode().replace("求".encode(), b"\xff")
    path = make_file(tmp_path, b"[" + GOOD.encode() + b"," + bad + b"," + GOOD.encode() + b"]")
    comments, refusals = read_all(path)
    assert len(comments) == 2
    assert codes(refusals) == [(2, "json_broken")]


def test_a_giant_line_of_utf16_is_refused_alone(tmp_path):
    text = HEADER + "weibo,1," + "a" * 3_000_000 + "\n" + LINES[1]
    comments, refusals = read_all(make_file(tmp_path, text.encode("utf-16")))
    assert codes(refusals) == [(2, "line_too_long")]
    assert [comment.external_id for comment in comments] == ["2"]

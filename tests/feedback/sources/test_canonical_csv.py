"""Our own record as a table, as people make it by hand."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from feedback.intake import AuthorData, ThreadData
from tests.feedback.sources.helpers import make_file, read_all


def _read(folder, **cells):
    names = ["channel", "text", *cells]
    row = ["weibo", "求出冷宫冰箱", *cells.values()]
    return read_all(make_file(folder, ",".join(names) + "\n" + ",".join(row) + "\n"))


def test_a_full_row_is_read(tmp_path):
    comments, refusals = _read(
        tmp_path,
        external_id="5230441000000003",
        kind="reply",
        thread_external_id="7",
        thread_title="新冰箱想叫什么名字？",
        author_external_id="9",
        author_name="阿福",
        author_followers="1.2万",
        author_registered_at="2024-03-01",
        author_verified="person",
        author_is_brand="false",
        created_at="2026/11/20 9:30",
        like_count="1.2万",
        reply_count="",
        rating="4.5",
    )
    assert refusals == []
    comment = comments[0]
    assert (comment.external_id, comment.kind) == ("5230441000000003", "reply")
    assert comment.thread == ThreadData("7", title="新冰箱想叫什么名字？")
    assert comment.author == AuthorData(
        "9",
        "native",
        "阿福",
        followers=12000,
        registered_at=datetime(2024, 2, 29, 16, tzinfo=UTC),
        verified="person",
    )
    assert comment.created_at == datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
    assert comment.created_at_precision == "minute"
    assert (comment.like_count, comment.like_count_approx) == (12000, True)
    assert (comment.reply_count, comment.rating) == (None, 4.5)


def test_empty_cells_are_unknown(tmp_path):
    comments, _ = _read(tmp_path, external_id="1", author_name="", created_at="", like_count="")
    comment = comments[0]
    assert (comment.author, comment.thread) == (None, None)
    assert (comment.created_at, comment.like_count) == (None, None)


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("like_count", "many", "count_unreadable"),
        ("rating", "good", "wrong_type"),
        ("rating", "nan", "bad_value"),
        ("author_is_brand", "maybe", "bad_value"),
        ("created_at", "1.79513821E+09", "time_lossy"),
        ("external_id", "5.23044E+15", "id_ruined"),
        ("kind", "shout", "bad_value"),
    ],
)
def test_a_bad_cell_is_refused(tmp_path, column, cell, code):
    _, refusals = _read(tmp_path, **{column: cell})
    assert [refusal.code for refusal in refusals] == [code]
    assert refusals[0].field == column


def test_blanks_around_a_text_are_kept(tmp_path):
    path = make_file(tmp_path, "channel,text\nweibo,  求 \n")
    assert read_all(path)[0][0].text_raw == "  求 "

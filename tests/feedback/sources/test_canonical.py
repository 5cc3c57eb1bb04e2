"""Our own record, by the rules that files and the API share."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from feedback.intake import AuthorData, ThreadData
from feedback.sources import BadRecord, comment_from
from tests.feedback.sources.helpers import (
    CANONICAL,
    FIXTURES,
    make_file,
    make_record,
    read_all,
    to_jsonl,
)

POSTED = datetime(2026, 11, 20, 1, 30, 15, tzinfo=UTC)


def _refused(record) -> tuple[str, str]:
    with pytest.raises(BadRecord) as refused:
        comment_from(record)
    assert refused.value.reason
    return refused.value.code, refused.value.field


def test_the_example_of_the_schema_is_read_whole():
    comments, _ = read_all(CANONICAL)
    first, repost, review = comments
    assert first.thread == ThreadData(
        "5230440912345678",
        title="新冰箱想叫什么名字？#极光电器新品#",
        url="https://weibo.com/1000000001/QbZk3xLmN",
    )
    assert first.author == AuthorData(
        "5730000017", "native", "爱吃冻梨的阿福", followers=238, verified="none"
    )
    assert (first.created_at, first.created_at_precision) == (POSTED, "second")
    assert first.collected_at == datetime(2026, 11, 20, 4, tzinfo=UTC)
    assert (first.like_count, first.account) == (None, "极光电器")
    assert (repost.kind, repost.like_count, repost.repost_count) == ("repost", 5, 0)
    assert (review.kind, review.rating) == ("review", 2.0)
    assert review.author.id_kind == "masked"


def test_a_channel_and_a_text_are_enough():
    comment = comment_from({"channel": "weibo", "text": "求出冷宫冰箱"})
    assert comment.id_synthesised
    assert comment.external_id.startswith("h:")
    assert (comment.kind, comment.state, comment.created_at) == ("comment", "visible", None)
    assert (comment.like_count, comment.author, comment.thread) == (None, None, None)


def test_a_made_id_is_the_same_for_the_same_comment():
    record = {"channel": "jd", "text": "求", "author": {"display_name": "阿***紫"}}
    assert comment_from(record).external_id == comment_from(dict(record)).external_id
    other = {**record, "author": {"display_name": "阿***福"}}
    assert comment_from(record).external_id != comment_from(other).external_id


def test_a_made_id_does_not_depend_on_when_a_relative_time_was_collected():
    record = {"channel": "jd", "text": "求", "created_at": "3分钟前"}
    earlier, later = POSTED, POSTED.replace(hour=9)
    assert (
        comment_from(record, collected_at=earlier).external_id
        == comment_from(record, collected_at=later).external_id
    )


def test_text_raw_goes_before_text():
    assert comment_from(make_record(text_raw="raw", text="clean")).text_raw == "raw"


def test_an_empty_text_and_a_text_of_emoji_are_taken():
    assert comment_from(make_record(text="")).text_raw == ""
    assert comment_from(make_record(text="😂😂")).text_raw == "😂😂"


def test_unknown_keys_are_ignored():
    assert comment_from(make_record(mood="happy", schema=1)) == comment_from(make_record())


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"channel": None}, "missing_field", "channel"),
        ({"channel": 5}, "wrong_type", "channel"),
        ({"channel": "We Chat"}, "bad_value", "channel"),
        ({"channel": ["weibo"]}, "wrong_type", "channel"),
        ({"text": None}, "missing_field", "text_raw"),
        ({"text": 5}, "wrong_type", "text"),
        ({"text": ["a"]}, "wrong_type", "text"),
        ({"text_raw": {"a": 1}}, "wrong_type", "text_raw"),
        ({"text": "a\0b"}, "nul", "text"),
        ({"text": "a" * 100_001}, "text_too_long", "text"),
        ({"external_id": 5}, "id_number", "external_id"),
        ({"external_id": True}, "wrong_type", "external_id"),
        ({"external_id": "a b"}, "id_blank", "external_id"),
        ({"external_id": "a" * 300}, "id_too_long", "external_id"),
        ({"parent_external_id": 5}, "id_number", "parent_external_id"),
        ({"kind": "shout"}, "bad_value", "kind"),
        ({"kind": 1}, "wrong_type", "kind"),
        ({"state": "erased"}, "bad_value", "state"),
        ({"account": 5}, "wrong_type", "account"),
        ({"thread": "5"}, "wrong_type", "thread"),
        ({"thread": {"external_id": 5}}, "id_number", "thread.external_id"),
        ({"thread": {"external_id": "5", "title": 5}}, "wrong_type", "thread.title"),
        ({"author": "阿福"}, "wrong_type", "author"),
        ({"author": {"external_id": 5.0}}, "id_number", "author.external_id"),
        ({"author": {"external_id": "5", "id_kind": "x"}}, "bad_value", "author.id_kind"),
        ({"author": {"external_id": "5", "followers": "9"}}, "wrong_type", "author.followers"),
        (
            {"author": {"external_id": "5", "registered_at": "lately"}},
            "time_unreadable",
            "author.registered_at",
        ),
        ({"author": {"external_id": "5", "is_brand": 1}}, "wrong_type", "author.is_brand"),
        ({"like_count": "5"}, "wrong_type", "like_count"),
        ({"like_count": True}, "wrong_type", "like_count"),
        ({"like_count": -1}, "bad_value", "like_count"),
        ({"like_count": 2**40}, "count_out_of_range", "like_count"),
        ({"like_count_approx": "yes"}, "wrong_type", "like_count_approx"),
        ({"rating": "5"}, "wrong_type", "rating"),
        ({"rating": 6}, "bad_value", "rating"),
        ({"rating": float("nan")}, "bad_value", "rating"),
        ({"created_at": "30000-01-01T00:00:00Z"}, "time_out_of_range", "created_at"),
        ({"created_at": "soon"}, "time_unreadable", "created_at"),
        ({"created_at": []}, "wrong_type", "created_at"),
        ({"edited_at": True}, "wrong_type", "edited_at"),
        ({"url": "javascript:alert(1)"}, "bad_url", "url"),
        ({"url": "https://a b"}, "bad_url", "url"),
        ({"url": "https://" + "a" * 500}, "bad_url", "url"),
        ({"url": "https://\ud83d"}, "bad_url", "url"),
        ({"channel": "a" * 21}, "bad_value", "channel"),
        ({"url": 5}, "wrong_type", "url"),
    ],
)
def test_what_is_wrong_is_refused_by_the_name_of_its_field(values, code, field):
    assert _refused(make_record(**values)) == (code, field)


def test_a_time_without_a_zone_is_beijings():
    assert comment_from(make_record(created_at="2026-11-20 09:30:15")).created_at == POSTED


def test_a_comment_newer_than_its_collection_is_refused():
    record = make_record(created_at="2026-11-25T00:00:00Z", collected_at="2026-11-20T00:00:00Z")
    assert _refused(record) == ("time_after_collection", "created_at")


def test_the_lines_own_account_goes_before_the_files(tmp_path):
    path = make_file(tmp_path, to_jsonl(make_record(account="极光电器"), make_record()))
    comments, _ = read_all(path, account="另一个")
    assert [comment.account for comment in comments] == ["极光电器", "另一个"]


def test_the_brands_own_account_is_flagged():
    comment = comment_from(make_record(author={"external_id": "1", "is_brand": True}))
    assert comment.author.is_brand


def test_when_an_account_was_registered_is_taken_over():
    author = {"external_id": "1", "registered_at": "2026-11-01T08:00:00+08:00"}
    assert comment_from(make_record(author=author)).author.registered_at == datetime(
        2026, 11, 1, tzinfo=UTC
    )


def test_every_awkward_text_is_taken_as_it_came_or_refused(tmp_path):
    text = (FIXTURES / "awkward/texts.jsonl").read_text()
    path = make_file(tmp_path, text.replace('{"case"', '{"channel": "weibo", "case"'))
    comments, refusals = read_all(path)
    assert [refusal.code for refusal in refusals] == ["nul"]
    assert len(comments) + len(refusals) == 34

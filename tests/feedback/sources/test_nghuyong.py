"""nghuyong's WeiboSpider: followers and verification of who wrote."""

from __future__ import annotations

from datetime import UTC, datetime

from feedback.intake import AuthorData
from tests.feedback.sources.helpers import FIXTURES, codes, make_file, read_all, to_jsonl

FOLDER = FIXTURES / "nghuyong_weibospider"


def make_comment(**values: object) -> dict[str, object]:
    return {"_id": 1, "content": "求", "comment_user": {"_id": "2"}, **values}


def test_a_comment_knows_its_authors_followers():
    comments, _ = read_all(FOLDER / "comment_20261120120000.jsonl")
    assert comments[0].external_id == "5230441000000003"
    assert comments[0].author == AuthorData(
        "5730000017", "native", "爱吃冻梨的阿福", followers=238, posts=1254, verified="none"
    )
    assert comments[1].author.verified == "person"
    assert comments[1].parent_external_id == "5230441000000003"


def test_when_the_author_registered_is_taken_where_it_is_told_and_good(tmp_path):
    told = {"_id": "2", "created_at": "Fri Aug 28 00:00:00 +0800 2009"}
    bad = {"_id": "3", "created_at": "lately"}
    path = make_file(
        tmp_path, to_jsonl(make_comment(comment_user=told), make_comment(_id=2, comment_user=bad))
    )
    comments, refusals = read_all(path)
    assert refusals == []
    registered = [comment.author.registered_at for comment in comments]
    assert registered == [datetime(2009, 8, 27, 16, tzinfo=UTC), None]


def test_a_repost_is_a_repost_and_keeps_its_chain():
    comments, _ = read_all(FOLDER / "repost_20261120120000.jsonl")
    assert comments[0].kind == "repost"
    assert "//@" in comments[0].text_raw
    assert comments[0].like_count == 0


def test_a_user_of_the_wrong_type_is_refused(tmp_path):
    path = make_file(tmp_path, to_jsonl(make_comment(), make_comment(comment_user="阿福")))
    assert codes(read_all(path)[1]) == [(2, "wrong_type")]


def test_likes_not_given_are_unknown(tmp_path):
    comments, _ = read_all(make_file(tmp_path, to_jsonl(make_comment())))
    assert comments[0].like_count is None
    assert comments[0].author.verified == "unknown"

"""MediaCrawler's two generations: the same comment, whichever wrote it."""

from __future__ import annotations

import hashlib
from dataclasses import astuple
from datetime import UTC, datetime

import pytest

from feedback.intake import AuthorData, ThreadData
from tests.feedback.sources.helpers import (
    MEDIACRAWLER,
    WEIBO_V1_CSV,
    WEIBO_V2_CSV,
    WEIBO_V2_JSONL,
    codes,
    make_file,
    make_weibo,
    read_all,
    to_jsonl,
)

FIRST_POSTED = datetime(2026, 11, 20, 1, 30, 15, tzinfo=UTC)
ALL = sorted(path for path in MEDIACRAWLER.rglob("*_comments_*") if path.is_file())


def make_xhs(**values: object) -> dict[str, object]:
    return {
        "comment_id": "6a1f000c2b000000001200aa",
        "create_time": 1795138215123,
        "note_id": "6a1f0c2b000000001203e9d1",
        "content": "建议门上加个奶茶专用格",
        "creator_hash": "9dc02223da426384",
        "nickname": "爱***福",
        "sub_comment_count": "1",
        "pictures": "",
        "parent_comment_id": "",
        "last_modify_ts": 1795294385613,
        "like_count": "1.2万",
        **values,
    }


def test_a_weibo_comment_is_read_whole():
    comments, _ = read_all(WEIBO_V2_CSV, account="极光电器")
    first = comments[0]
    assert (first.channel, first.external_id, first.kind) == (
        "weibo",
        "5230441000000003",
        "comment",
    )
    assert first.text_raw.startswith("@极光电器 能不能出一款")
    assert first.thread == ThreadData(
        "5230440912345678", url="https://m.weibo.cn/detail/5230440912345678"
    )
    assert first.author == AuthorData("240006345ccb190e", "sha256_16", "爱***福")
    assert (first.like_count, first.reply_count, first.repost_count) == (1562, 2, None)
    assert (first.created_at, first.created_at_precision) == (FIRST_POSTED, "second")
    assert (first.account, first.line) == ("极光电器", 2)


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.parent.name + path.suffix)
def test_the_first_comment_of_every_platform_was_posted_at_the_same_second(path):
    comments, refusals = read_all(path)
    assert refusals == []
    assert comments[0].created_at == FIRST_POSTED


def test_the_first_generation_names_the_user():
    comments, _ = read_all(WEIBO_V1_CSV)
    assert comments[0].author == AuthorData("5730000017", "native", "爱吃冻梨的阿福")


def test_douyin_is_known_by_the_id_whose_hash_the_second_generation_gives():
    path = MEDIACRAWLER / "v1/douyin/detail_comments_2026-05-20.csv"
    comments, _ = read_all(path)
    assert comments[0].author == AuthorData("98000000000", "native", "故纸堆")


def test_douyin_without_a_user_id_is_known_by_sec_uid(tmp_path):
    text = (MEDIACRAWLER / "v1/douyin/detail_comments_2026-05-20.csv").read_text("utf-8-sig")
    comments, _ = read_all(make_file(tmp_path, text.replace("98000000000", "")))
    assert comments[0].author == AuthorData("MS4wLjABAAAAexample0", "sec_uid", "故纸堆")


def test_both_generations_of_weibo_lead_to_one_person():
    old, new = read_all(WEIBO_V1_CSV)[0][0].author, read_all(WEIBO_V2_CSV)[0][0].author
    assert hashlib.sha256(old.external_id.encode()).hexdigest()[:16] == new.external_id


def test_a_bad_link_is_left_out_and_costs_no_comment(tmp_path):
    path = MEDIACRAWLER / "v2/tieba/jsonl/detail_comments_2026-11-20.jsonl"
    text = path.read_text().replace('"note_url": "https:', '"note_url": "javascript:')
    comments, refusals = read_all(make_file(tmp_path, text))
    assert refusals == []
    assert comments[0].thread.url == ""


def test_a_reply_points_at_its_parent_and_root():
    comments, _ = read_all(WEIBO_V2_CSV)
    assert comments[1].kind == "reply"
    assert comments[1].parent_external_id == comments[0].external_id
    assert comments[1].root_external_id == comments[0].external_id


@pytest.mark.parametrize("parent", ["", 0, "0", None, "5230441000000003"])
def test_no_parent_has_many_spellings(tmp_path, parent):
    path = make_file(tmp_path, to_jsonl(make_weibo(parent_comment_id=parent)))
    comments, _ = read_all(path)
    assert comments[0].parent_external_id is None
    assert comments[0].kind == "comment"


def test_ids_beyond_two_to_the_53_stay_exact():
    comments, _ = read_all(MEDIACRAWLER / "v2/douyin/json/search_comments_2026-11-20.json")
    assert comments[1].external_id == "7574400098765432101"


def test_a_number_as_id_is_taken_exactly(tmp_path):
    path = make_file(tmp_path, to_jsonl(make_weibo(comment_id=7574400098765432101)))
    assert read_all(path)[0][0].external_id == "7574400098765432101"


def test_rounded_likes_are_marked():
    comments, _ = read_all(MEDIACRAWLER / "v2/xhs/jsonl/search_comments_2026-11-20.jsonl")
    assert [(c.like_count, c.like_count_approx) for c in comments[:3]] == [
        (12000, True),
        (10, True),
        (2, False),
    ]


def test_likes_that_a_platform_does_not_give_are_unknown_and_not_zero():
    for path in ALL:
        if path.parts[-3] in {"kuaishou", "tieba"}:
            assert {comment.like_count for comment in read_all(path)[0]} == {None}


@pytest.mark.parametrize("likes", ["", "赞", None])
def test_likes_not_given_are_unknown(tmp_path, likes):
    path = make_file(tmp_path, to_jsonl(make_xhs(like_count=likes)))
    assert read_all(path)[0][0].like_count is None


def test_a_comment_of_only_a_sticker_is_kept_with_an_empty_text():
    comments, _ = read_all(MEDIACRAWLER / "v2/douyin/json/search_comments_2026-11-20.json")
    assert comments[3].text_raw == ""


def test_entities_are_left_as_they_came():
    comments, _ = read_all(WEIBO_V2_CSV)
    assert "&amp;" in comments[4].text_raw


def test_seconds_in_a_column_of_milliseconds_are_seen(tmp_path):
    path = make_file(tmp_path, to_jsonl(make_xhs(create_time=1795138215)))
    assert read_all(path)[0][0].created_at == FIRST_POSTED


def test_milliseconds_in_a_column_of_seconds_are_seen(tmp_path):
    path = make_file(tmp_path, to_jsonl(make_weibo(create_time="1795138215123")))
    assert read_all(path)[0][0].created_at == FIRST_POSTED


def test_a_time_not_given_is_unknown_and_never_now(tmp_path):
    row = make_weibo(create_time=0, create_date_time="", last_modify_ts="")
    comments, _ = read_all(make_file(tmp_path, to_jsonl(row)))
    assert comments[0].created_at is None
    assert comments[0].created_at_precision == "unknown"
    assert comments[0].collected_at is None


def test_the_text_column_stands_in_for_a_missing_epoch(tmp_path):
    path = make_file(tmp_path, to_jsonl(make_weibo(create_time="")))
    assert read_all(path)[0][0].created_at == FIRST_POSTED


def test_minutes_in_tieba_are_known_as_minutes():
    comments, _ = read_all(MEDIACRAWLER / "v2/tieba/jsonl/detail_comments_2026-11-20.jsonl")
    assert {comment.created_at_precision for comment in comments} >= {"second", "minute"}


def test_a_crawl_stamp_older_than_the_comment_is_not_believed(tmp_path):
    path = make_file(tmp_path, to_jsonl(make_weibo(last_modify_ts=1700000000000)))
    comments, _ = read_all(path)
    assert comments[0].collected_at is None
    assert comments[0].created_at == FIRST_POSTED


def test_both_generations_in_one_file_of_lines_are_read(tmp_path):
    old = make_weibo(comment_id="1", user_id="5730000017", ip_location="北京")
    del old["creator_hash"]
    comments, refusals = read_all(make_file(tmp_path, to_jsonl(old, make_weibo())))
    assert refusals == []
    assert [comment.author.id_kind for comment in comments] == ["native", "sha256_16"]


def test_rows_of_the_second_generation_under_a_header_of_the_first_are_refused(tmp_path):
    rows = WEIBO_V2_CSV.read_text("utf-8-sig").splitlines(keepends=True)[1:3]
    mixed = WEIBO_V1_CSV.read_text("utf-8-sig") + "".join(rows)
    comments, refusals = read_all(make_file(tmp_path, mixed))
    assert len(comments) == 5
    assert codes(refusals) == [(7, "row_ragged"), (8, "row_ragged")]


def test_shifted_columns_are_refused_by_the_look_of_their_ids(tmp_path):
    path = make_file(tmp_path, to_jsonl(make_weibo(comment_id="能不能出一款冰箱")))
    _, refusals = read_all(path)
    assert codes(refusals) == [(1, "id_unreadable")]
    assert refusals[0].field == "comment_id"


def test_a_row_without_text_or_id_is_refused(tmp_path):
    wordless = make_weibo()
    del wordless["content"]
    good = make_weibo()
    path = make_file(tmp_path, to_jsonl(good, wordless, make_weibo(comment_id=None)))
    _, refusals = read_all(path)
    assert [(r.line, r.code, r.field) for r in refusals] == [
        (2, "missing_field", "content"),
        (3, "missing_field", "comment_id"),
    ]


def test_the_title_comes_from_the_posts_of_the_same_day():
    comments, _ = read_all(WEIBO_V2_JSONL)
    assert comments[0].thread.title.startswith("新冰箱想叫什么名字？")


def test_damaged_posts_beside_the_comments_cost_only_the_titles(tmp_path):
    path = make_file(tmp_path, to_jsonl(make_weibo()), name="search_comments_2026-11-20.jsonl")
    make_file(tmp_path, b"\x00\xff[[[", name="search_contents_2026-11-20.jsonl")
    comments, refusals = read_all(path)
    assert (comments[0].thread.title, refusals) == ("", [])


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.parent.name + path.suffix)
def test_nothing_private_is_carried(path):
    private = ("http://", "avatar", "sinaimg", "保密", "这个人很神秘", "dy_ex_", "北京", "浙江")
    for comment in read_all(path)[0]:
        for value in astuple(comment):
            assert value == comment.text_raw or not any(word in str(value) for word in private)

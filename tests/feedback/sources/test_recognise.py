"""A file's format shows in its keys, never in its name."""

from __future__ import annotations

import pytest

from feedback.sources import (
    EmptyFile,
    NotComments,
    SourceError,
    UnknownFormat,
    UnreadableFile,
    formats,
    read_file,
    recognise,
)
from tests.feedback.sources.helpers import (
    FIXTURES,
    GOOD,
    WEIBO_CRAWLER,
    WEIBO_V2_JSONL,
    make_file,
    make_weibo,
    to_jsonl,
)

KNOWN = {
    "canonical/examples.jsonl": ("canonical.jsonl", 3),
    "mediacrawler/v1/weibo/csv/detail_comments_2026-06-20.csv": ("mediacrawler.weibo.v1", 5),
    "mediacrawler/v2/weibo/csv/search_comments_2026-11-20.csv": ("mediacrawler.weibo.v2", 6),
    "mediacrawler/v2/weibo/jsonl/search_comments_2026-11-20.jsonl": ("mediacrawler.weibo.v2", 10),
    "mediacrawler/v1/xhs/json/search_comments_2026-06-20.json": ("mediacrawler.xhs.v1", 4),
    "mediacrawler/v2/xhs/jsonl/search_comments_2026-11-20.jsonl": ("mediacrawler.xhs.v2", 6),
    "mediacrawler/v1/douyin/detail_comments_2026-05-20.csv": ("mediacrawler.douyin.v1", 3),
    "mediacrawler/v2/douyin/json/search_comments_2026-11-20.json": ("mediacrawler.douyin.v2", 5),
    "mediacrawler/v1/bili/csv/search_comments_2026-06-20.csv": ("mediacrawler.bilibili.v1", 3),
    "mediacrawler/v2/bili/jsonl/detail_comments_2026-11-20.jsonl": ("mediacrawler.bilibili.v2", 5),
    "mediacrawler/v1/kuaishou/jsonl/search_comments_2026-06-20.jsonl": (
        "mediacrawler.kuaishou.v1",
        3,
    ),
    "mediacrawler/v2/kuaishou/jsonl/search_comments_2026-11-20.jsonl": (
        "mediacrawler.kuaishou.v2",
        3,
    ),
    "mediacrawler/v1/tieba/csv/search_comments_2026-06-20.csv": ("mediacrawler.tieba.v1", 3),
    "mediacrawler/v2/tieba/jsonl/detail_comments_2026-11-20.jsonl": ("mediacrawler.tieba.v2", 5),
    "mediacrawler/v1/zhihu/json/search_comments_2026-06-20.json": ("mediacrawler.zhihu.v1", 3),
    "mediacrawler/v2/zhihu/jsonl/search_comments_2026-11-20.jsonl": ("mediacrawler.zhihu.v2", 3),
    "weibo_crawler/极光电器/极光电器_comments.csv": ("weibo_crawler.comments", 6),
    "nghuyong_weibospider/comment_20261120120000.jsonl": ("nghuyong.comment", 3),
    "nghuyong_weibospider/repost_20261120120000.jsonl": ("nghuyong.repost", 1),
}


@pytest.mark.parametrize("path", KNOWN)
def test_every_known_file_is_recognised_and_read_whole(path, tmp_path):
    name, records = KNOWN[path]
    nameless = make_file(tmp_path, (FIXTURES / path).read_bytes())
    parsed = read_file(nameless)
    assert parsed.format_name == name == recognise(nameless).name
    assert [item.line for item in parsed if hasattr(item, "reason")] == []
    assert len(list(parsed)) == records


def test_every_format_named_can_be_asked_for():
    assert {name for name, _ in KNOWN.values()} | {"canonical.csv"} == set(formats())


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (
            "mediacrawler/v2/weibo/jsonl/search_contents_2026-11-20.jsonl",
            "mediacrawler.weibo.contents",
        ),
        ("weibo_crawler/极光电器/1000000001.csv", "weibo_crawler.posts"),
        ("weibo_crawler/极光电器/1000000001.json", "weibo_crawler.posts.json"),
        ("weibo_spider/极光电器/1000000001.csv", "weibo_spider.posts"),
        ("weibo_search/结果文件/冷宫冰箱/冷宫冰箱.csv", "weibo_search.posts"),
        ("nghuyong_weibospider/tweet_20261120120000.jsonl", "nghuyong.tweet"),
    ],
)
def test_files_of_posts_are_refused_as_posts(path, name):
    with pytest.raises(NotComments, match="posts or authors") as refused:
        read_file(FIXTURES / path)
    assert refused.value.format_name == name


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
        b"PK\x03\x04" + bytes(range(256)) * 40,
        b'"""A module."""\n\nimport this\n',
        b"\0" * 5000,
        b"\xff\xd8\xff\xe0" + b"\xff" * 5000,
        b"{}",
        b"[" * 100_000,
        b"[1, 2]",
        b"true",
        b'{"a":' * 100_000,
    ],
)
def test_a_file_of_another_kind_is_unknown(tmp_path, content):
    with pytest.raises(UnknownFormat):
        recognise(make_file(tmp_path, content, name="search_comments_2026-11-20.csv"))


@pytest.mark.parametrize("name", ["mediacrawler/v2/sqlite_tables.db", "weibo_crawler/weibodata.db"])
def test_a_database_is_unknown(name):
    with pytest.raises(UnknownFormat):
        recognise(FIXTURES / name)


def test_an_unknown_table_shows_its_columns():
    with pytest.raises(UnknownFormat) as refused:
        recognise(FIXTURES / "awkward/semicolon_bom_crlf.csv")
    assert refused.value.keys == ("评论ID", "内容", "时间")


def test_an_unknown_object_shows_its_keys(tmp_path):
    with pytest.raises(UnknownFormat) as refused:
        recognise(make_file(tmp_path, '{\n "errcode": 0,\n "comment": []\n}\n'))
    assert refused.value.keys == ("errcode", "comment")


@pytest.mark.parametrize(
    "content", [b"", b"\xef\xbb\xbf", b" \n\n\t\n", b"\xff\xfe", b"[]", b"[ ]"]
)
def test_an_empty_file_is_called_empty(tmp_path, content):
    with pytest.raises(EmptyFile):
        read_file(make_file(tmp_path, content))


def test_headers_are_compared_without_marks_tabs_and_full_width(tmp_path):
    header = "\ufeff\uff43hannel\t,text \n"
    assert recognise(make_file(tmp_path, header + "weibo,求\n")).name == "canonical.csv"


def test_a_broken_first_line_does_not_hide_the_format(tmp_path):
    path = make_file(tmp_path, '{"channel": "wei\n' + GOOD)
    assert recognise(path).name == "canonical.jsonl"


def test_a_file_that_is_missing_or_a_folder_is_unreadable(tmp_path):
    for path in (tmp_path / "missing", tmp_path, tmp_path / "nul\0"):
        with pytest.raises(UnreadableFile):
            read_file(path)


def test_the_format_may_be_named_by_hand(tmp_path):
    path = make_file(tmp_path, to_jsonl(make_weibo()))
    assert read_file(path, source_format="mediacrawler.weibo.v2").format_name.endswith("v2")


def test_a_format_of_no_such_name_is_refused():
    with pytest.raises(SourceError, match="no format of this name"):
        read_file(WEIBO_V2_JSONL, source_format="mediacrawler.myspace")


def test_a_table_without_the_named_formats_columns_is_refused():
    with pytest.raises(UnknownFormat) as refused:
        read_file(WEIBO_CRAWLER, source_format="mediacrawler.weibo.v2")
    assert "user_screen_name" in refused.value.keys


def test_lines_of_json_are_no_table(tmp_path):
    with pytest.raises(UnknownFormat):
        read_file(make_file(tmp_path, GOOD), source_format="canonical.csv")


def test_a_table_of_only_a_header_holds_no_comments(tmp_path):
    header = WEIBO_CRAWLER.read_bytes().splitlines(keepends=True)[0]
    assert list(read_file(make_file(tmp_path, header))) == []

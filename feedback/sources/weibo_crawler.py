"""dataabc/weibo-crawler's comment files, and the post files of its family, which are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedback.intake import AuthorData, CommentData, ThreadData
from feedback.sources.counts import parse_count
from feedback.sources.errors import BadRecord
from feedback.sources.fields import clean_name, masked_or_none, required_text
from feedback.sources.formats import SourceFormat
from feedback.sources.ids import crawled_id
from feedback.sources.times import parse_time

if TYPE_CHECKING:
    from collections.abc import Mapping

    from feedback.sources.rows import Context


def build(record: Mapping[str, object], *, line: int, context: Context) -> CommentData:
    """Read one comment; the file names its author, but gives no id of them."""
    comment_id = crawled_id(record.get("id"), field="id")
    if comment_id is None:
        raise BadRecord("missing_field", "id")
    created = parse_time(
        record.get("created_at"), collected_at=context.collected_at, field="created_at"
    )
    likes = parse_count(record.get("like_count"), field="like_count")
    return CommentData(
        channel="weibo",
        external_id=comment_id,
        text_raw=required_text(record, "text"),
        account=context.account,
        thread=_thread(record),
        author=_author(record),
        like_count=likes.value,
        like_count_approx=likes.approx,
        created_at=created.at,
        created_at_precision=created.precision,
        collected_at=context.collected_at,
        line=line,
    )


def _thread(record: Mapping[str, object]) -> ThreadData | None:
    thread_id = crawled_id(record.get("weibo_id"), field="weibo_id")
    if thread_id is None:
        return None
    return ThreadData(thread_id, url=f"https://m.weibo.cn/detail/{thread_id}")


def _author(record: Mapping[str, object]) -> AuthorData | None:
    name = clean_name(record.get("user_screen_name"), field="user_screen_name")
    if name is None:
        return None
    return AuthorData(None, id_kind=masked_or_none(name), display_name=name)


FORMATS = (
    SourceFormat(
        "weibo_crawler.comments",
        frozenset({"id", "weibo_id", "user_screen_name", "text"}),
        build,
        shown=("id", "text"),
    ),
    SourceFormat("weibo_crawler.posts", frozenset({"id", "bid", "正文"})),
    SourceFormat("weibo_crawler.posts.json", frozenset({"user", "weibo"})),
    SourceFormat("weibo_spider.posts", frozenset({"微博id", "微博正文"})),
    SourceFormat("weibo_search.posts", frozenset({"bid", "user_authentication"})),
)

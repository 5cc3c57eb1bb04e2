"""nghuyong/WeiboSpider's comments and reposts, the only files with followers of who wrote."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from feedback.intake import AuthorData, CommentData, ThreadData
from feedback.sources.counts import parse_count
from feedback.sources.errors import BadRecord
from feedback.sources.fields import clean_name, crawled_url, required_text
from feedback.sources.formats import JSON, SourceFormat
from feedback.sources.ids import crawled_id
from feedback.sources.times import parse_time

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from feedback.sources.rows import Context

_PERSON = 0


def build(kind: str, record: Mapping[str, object], *, line: int, context: Context) -> CommentData:
    """Read one comment or repost; a comment does not say which post it stands under."""
    comment_id = crawled_id(record.get("_id"), field="_id")
    if comment_id is None:
        raise BadRecord("missing_field", "_id")
    created = parse_time(record.get("created_at"), field="created_at")
    replied = _object(record, "reply_comment")
    parent = crawled_id(replied.get("_id"), field="reply_comment._id")
    likes_key = "like_counts" if kind == "comment" else "attitudes_count"
    likes = parse_count(record.get(likes_key), field=likes_key)
    source = crawled_id(record.get("retweet_id"), field="retweet_id")
    return CommentData(
        channel="weibo",
        external_id=comment_id,
        text_raw=required_text(record, "content"),
        kind="reply" if parent else kind,
        account=context.account,
        thread=ThreadData(source) if source else None,
        parent_external_id=parent or source,
        author=_author(_object(record, "comment_user" if kind == "comment" else "user")),
        like_count=likes.value,
        like_count_approx=likes.approx,
        reply_count=parse_count(record.get("comments_count"), field="comments_count").value,
        repost_count=parse_count(record.get("reposts_count"), field="reposts_count").value,
        created_at=created.at,
        created_at_precision=created.precision,
        collected_at=parse_time(record.get("crawl_time"), unit="s", field="crawl_time").at
        or context.collected_at,
        url=crawled_url(record.get("url")),
        line=line,
    )


def _object(record: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = record.get(key)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise BadRecord("wrong_type", key)
    return cast("dict[str, object]", value)


def _author(user: Mapping[str, object]) -> AuthorData | None:
    user_id = crawled_id(user.get("_id"), field="user._id")
    name = clean_name(user.get("nick_name"), field="user.nick_name")
    if user_id is None and name is None:
        return None
    return AuthorData(
        user_id,
        id_kind="native" if user_id else "none",
        display_name=name,
        followers=parse_count(user.get("followers_count"), field="user.followers_count").value,
        posts=parse_count(user.get("statuses_count"), field="user.statuses_count").value,
        registered_at=_registered(user),
        verified=_verified(user),
    )


def _registered(user: Mapping[str, object]) -> datetime | None:
    """Weibo's own users have the time; no comment is refused for it."""
    try:
        return parse_time(user.get("created_at"), field="user.created_at").at
    except BadRecord:
        return None


def _verified(user: Mapping[str, object]) -> str:
    if user.get("verified") is False:
        return "none"
    kind = user.get("verified_type")
    if user.get("verified") is not True or isinstance(kind, bool) or not isinstance(kind, int):
        return "unknown"
    return "person" if kind == _PERSON else "org"


FORMATS = (
    SourceFormat(
        "nghuyong.comment",
        frozenset({"_id", "content", "comment_user"}),
        partial(build, "comment"),
        containers=frozenset({JSON}),
        shown=("_id", "content"),
    ),
    SourceFormat(
        "nghuyong.repost",
        frozenset({"_id", "content", "mblogid", "user"}),
        partial(build, "repost"),
        lacks=frozenset({"isLongText"}),
        containers=frozenset({JSON}),
        shown=("_id", "content"),
    ),
    SourceFormat(
        "nghuyong.tweet",
        frozenset({"_id", "content", "mblogid", "user", "isLongText"}),
        containers=frozenset({JSON}),
    ),
)

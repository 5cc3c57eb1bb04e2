"""MediaCrawler's comment files of seven platforms, before and after it dropped user ids."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from feedback.intake import AuthorData, CommentData, ThreadData
from feedback.sources.counts import parse_count
from feedback.sources.errors import BadRecord
from feedback.sources.fields import clean_name, crawled_url, masked_or_none, required_text
from feedback.sources.formats import SourceFormat
from feedback.sources.ids import crawled_id
from feedback.sources.times import UNKNOWN, ParsedTime, parse_time

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from feedback.sources.rows import Context

_NOTHING = {None, "0"}
_CLOCK_SKEW = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Platform:
    """How one platform's comments are spelled; v1 names a user, v2 a hash of one."""

    name: str
    channel: str
    thread: str
    url: str = ""
    needs: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    times: tuple[str, ...] = ("create_time",)
    unit: str = "s"
    likes: str = "like_count"
    nickname: str = "nickname"
    user: tuple[tuple[str, str], ...] = (("user_id", "native"),)
    parent_is_root: bool = False
    thread_url: str = ""


PLATFORMS = (
    Platform(
        name="weibo",
        channel="weibo",
        thread="note_id",
        url="https://m.weibo.cn/detail/{}",
        needs=("comment_like_count",),
        times=("create_time", "create_date_time"),
        likes="comment_like_count",
        parent_is_root=True,
    ),
    Platform(
        name="xhs",
        channel="xiaohongshu",
        thread="note_id",
        url="https://www.xiaohongshu.com/explore/{}",
        needs=("create_time",),
        lacks=("comment_like_count", "tieba_id"),
        unit="ms",
    ),
    Platform(
        name="douyin",
        channel="douyin",
        thread="aweme_id",
        url="https://www.douyin.com/video/{}",
        # The hash of the second generation is of user_id: this order keeps a person one fan.
        user=(("user_id", "native"), ("sec_uid", "sec_uid")),
    ),
    Platform(
        name="bilibili",
        channel="bilibili",
        thread="video_id",
        url="https://www.bilibili.com/video/av{}",
        needs=("parent_comment_id",),
    ),
    Platform(
        name="kuaishou",
        channel="kuaishou",
        thread="video_id",
        url="https://www.kuaishou.com/short-video/{}",
        lacks=("parent_comment_id",),
        unit="ms",
        likes="",
    ),
    Platform(
        name="tieba",
        channel="tieba",
        thread="note_id",
        needs=("tieba_id",),
        times=("publish_time",),
        likes="",
        nickname="user_nickname",
        user=(("user_link", "native"),),
        thread_url="note_url",
    ),
    Platform(
        name="zhihu",
        channel="zhihu",
        thread="content_id",
        needs=("content_type", "dislike_count"),
        times=("publish_time",),
        nickname="user_nickname",
        user=(("user_id", "native"), ("user_link", "native")),
    ),
)


def build(
    platform: Platform, record: Mapping[str, object], *, line: int, context: Context
) -> CommentData:
    """Read one comment; its keys say by themselves which generation wrote it."""
    comment_id = crawled_id(record.get("comment_id"), field="comment_id")
    if comment_id is None:
        raise BadRecord("missing_field", "comment_id")
    parent = _parent(record, comment_id=comment_id)
    created = _created(platform, record, context=context)
    likes = parse_count(record.get(platform.likes), field=platform.likes)
    replies = parse_count(record.get("sub_comment_count"), field="sub_comment_count")
    return CommentData(
        channel=platform.channel,
        external_id=comment_id,
        text_raw=required_text(record, "content"),
        kind="comment" if parent is None else "reply",
        account=context.account,
        thread=_thread(platform, record, context=context),
        parent_external_id=parent,
        root_external_id=_root(platform, comment_id=comment_id, parent=parent),
        author=_author(platform, record),
        like_count=likes.value,
        like_count_approx=likes.approx,
        reply_count=replies.value,
        created_at=created.at,
        created_at_precision=created.precision,
        collected_at=_collected(record, created=created, context=context),
        line=line,
    )


def _parent(record: Mapping[str, object], *, comment_id: str) -> str | None:
    parent = crawled_id(record.get("parent_comment_id"), field="parent_comment_id")
    return None if parent in _NOTHING or parent == comment_id else parent


def _root(platform: Platform, *, comment_id: str, parent: str | None) -> str | None:
    if parent is None:
        return comment_id
    return parent if platform.parent_is_root else None


def _thread(
    platform: Platform, record: Mapping[str, object], *, context: Context
) -> ThreadData | None:
    thread_id = crawled_id(record.get(platform.thread), field=platform.thread)
    if thread_id is None:
        return None
    url = platform.url.format(thread_id)
    if platform.thread_url:
        url = crawled_url(record.get(platform.thread_url))
    return ThreadData(thread_id, title=context.title_of(thread_id), url=url)


def _author(platform: Platform, record: Mapping[str, object]) -> AuthorData | None:
    name = clean_name(record.get(platform.nickname), field=platform.nickname)
    for key, id_kind in (("creator_hash", "sha256_16"), *platform.user):
        author_id = crawled_id(record.get(key), field=key)
        if author_id not in _NOTHING:
            return AuthorData(author_id, id_kind=id_kind, display_name=name)
    if name is None:
        return None
    return AuthorData(None, id_kind=masked_or_none(name), display_name=name)


def _created(platform: Platform, record: Mapping[str, object], *, context: Context) -> ParsedTime:
    for key in platform.times:
        parsed = parse_time(
            record.get(key), unit=platform.unit, collected_at=context.collected_at, field=key
        )
        if parsed.at is not None:
            return parsed
    return UNKNOWN


def _collected(
    record: Mapping[str, object], *, created: ParsedTime, context: Context
) -> datetime | None:
    """Take the crawl's own stamp, unless it contradicts the comment: it is only a remark."""
    try:
        stamp = parse_time(record.get("last_modify_ts"), unit="ms").at
    except BadRecord:
        return context.collected_at
    if stamp is None or (created.at is not None and created.at > stamp + _CLOCK_SKEW):
        return context.collected_at
    return stamp


def _formats(platform: Platform) -> tuple[SourceFormat, SourceFormat]:
    needs = frozenset({"comment_id", "content", platform.thread, *platform.needs})
    reader = partial(build, platform)
    users = frozenset(key for key, _ in platform.user)
    lacks = frozenset(platform.lacks)
    name = f"mediacrawler.{platform.name}"
    return (
        SourceFormat(f"{name}.v1", needs, reader, lacks | {"creator_hash"}, one_of=users),
        SourceFormat(f"{name}.v2", needs, reader, lacks),
    )


def _posts(platform: Platform) -> SourceFormat:
    return SourceFormat(
        f"mediacrawler.{platform.name}.contents",
        frozenset({platform.thread, "last_modify_ts"}),
        lacks=frozenset({"comment_id"}),
    )


FORMATS = (
    *(source_format for platform in PLATFORMS for source_format in _formats(platform)),
    *(_posts(platform) for platform in PLATFORMS),
    SourceFormat(
        "mediacrawler.creators",
        frozenset({"nickname", "last_modify_ts"}),
        lacks=frozenset({"comment_id"}),
        one_of=frozenset({"fans", "follows", "gender", "ip_location"}),
    ),
)
THREAD_KEYS = tuple(dict.fromkeys(platform.thread for platform in PLATFORMS))

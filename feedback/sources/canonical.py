"""Our own record, nested as in JSON: one set of rules for files and for `POST /comments`."""

from __future__ import annotations

import math
import re
from datetime import UTC
from typing import TYPE_CHECKING, cast

from feedback.intake import (
    ID_KINDS,
    KINDS,
    PRECISIONS,
    STATES,
    VERIFIED,
    AuthorData,
    CommentData,
    ThreadData,
)
from feedback.sources.counts import parse_count
from feedback.sources.errors import BadRecord
from feedback.sources.fields import (
    clean_name,
    clean_text,
    clean_title,
    clean_url,
    masked_or_none,
)
from feedback.sources.formats import JSON, SourceFormat
from feedback.sources.ids import clean_id, synthesised_id
from feedback.sources.times import ParsedTime, parse_time

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from feedback.sources.rows import Context

MAX_RATING = 5
_CHANNEL = re.compile(r"[a-z][a-z0-9_]{0,19}")
_MAX_ACCOUNT = 120


def comment_from(
    record: Mapping[str, object], *, line: int = 0, collected_at: datetime | None = None
) -> CommentData:
    """Read one record, or raise BadRecord naming the field; unknown keys are ignored."""
    channel = _channel(record)
    text = _text(record)
    thread, author = _thread(record), _author(record)
    collected = _time(record, "collected_at").at or collected_at
    created = _time(record, "created_at", collected_at=collected)
    given_id = clean_id(record.get("external_id"), field="external_id")
    return CommentData(
        channel=channel,
        external_id=given_id or _made_id(channel, thread, author, created=created, text=text),
        id_synthesised=given_id is None or record.get("id_synthesised") is True,
        text_raw=text,
        kind=_choice(record, "kind", KINDS, default="comment"),
        account=_account(record),
        thread=thread,
        parent_external_id=clean_id(record.get("parent_external_id"), field="parent_external_id"),
        root_external_id=clean_id(record.get("root_external_id"), field="root_external_id"),
        author=author,
        rating=_rating(record),
        like_count=_count(record, "like_count"),
        reply_count=_count(record, "reply_count"),
        repost_count=_count(record, "repost_count"),
        like_count_approx=_flag(record, "like_count_approx"),
        created_at=created.at,
        created_at_precision=_precision(record, created=created),
        edited_at=_time(record, "edited_at").at,
        collected_at=collected,
        state=_choice(record, "state", STATES, default="visible"),
        url=clean_url(record.get("url"), field="url"),
        line=line or None,
    )


def build(record: Mapping[str, object], *, line: int, context: Context) -> CommentData:
    """Read one line of a canonical file; what the line itself says goes first."""
    if record.get("account") is None and context.account is not None:
        record = {**record, "account": context.account}
    return comment_from(record, line=line, collected_at=context.collected_at)


def _channel(record: Mapping[str, object]) -> str:
    value = record.get("channel")
    if value is None:
        raise BadRecord("missing_field", "channel")
    if not isinstance(value, str):
        raise BadRecord("wrong_type", "channel")
    if not _CHANNEL.fullmatch(value):
        raise BadRecord("bad_value", "channel")
    return value


def _text(record: Mapping[str, object]) -> str:
    for key in ("text_raw", "text"):
        if record.get(key) is not None:
            return clean_text(record[key], field=key)
    raise BadRecord("missing_field", "text_raw")


def _account(record: Mapping[str, object]) -> str | None:
    value = record.get("account")
    if value is None:
        return None
    return clean_text(value, field="account", limit=_MAX_ACCOUNT).strip() or None


def _object(record: Mapping[str, object], key: str) -> Mapping[str, object] | None:
    value = record.get(key)
    if value is None:
        return None
    if not isinstance(value, dict):
        raise BadRecord("wrong_type", key)
    return cast("dict[str, object]", value)


def _thread(record: Mapping[str, object]) -> ThreadData | None:
    thread = _object(record, "thread")
    if thread is None:
        return None
    external_id = clean_id(thread.get("external_id"), field="thread.external_id")
    title = clean_title(thread.get("title"), field="thread.title")
    url = clean_url(thread.get("url"), field="thread.url")
    if external_id is None:
        return None
    return ThreadData(external_id, title=title, url=url)


def _author(record: Mapping[str, object]) -> AuthorData | None:
    author = _object(record, "author")
    if author is None:
        return None
    external_id = clean_id(author.get("external_id"), field="author.external_id")
    name = clean_name(author.get("display_name"), field="author.display_name")
    is_brand = _flag(author, "is_brand", within="author.")
    if external_id is None and name is None and not is_brand:
        return None
    default = masked_or_none(name) if external_id is None else "native"
    return AuthorData(
        external_id,
        id_kind=_choice(author, "id_kind", ID_KINDS, default=default, within="author."),
        display_name=name,
        followers=_count(author, "followers", within="author."),
        posts=_count(author, "posts", within="author."),
        registered_at=_time(author, "registered_at", within="author.").at,
        verified=_choice(author, "verified", VERIFIED, default="unknown", within="author."),
        is_brand=is_brand,
    )


def _choice(
    record: Mapping[str, object],
    key: str,
    allowed: tuple[str, ...],
    *,
    default: str,
    within: str = "",
) -> str:
    value = record.get(key)
    if value is None:
        return default
    if not isinstance(value, str):
        raise BadRecord("wrong_type", within + key)
    if value not in allowed:
        raise BadRecord("bad_value", within + key)
    return value


def _flag(record: Mapping[str, object], key: str, *, within: str = "") -> bool:
    value = record.get(key)
    if value is not None and not isinstance(value, bool):
        raise BadRecord("wrong_type", within + key)
    return bool(value)


def _count(record: Mapping[str, object], key: str, *, within: str = "") -> int | None:
    value = record.get(key)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        raise BadRecord("wrong_type", within + key)
    if isinstance(value, int) and value < 0:
        raise BadRecord("bad_value", within + key)
    return parse_count(value, field=within + key).value


def _rating(record: Mapping[str, object]) -> float | None:
    value = record.get("rating")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadRecord("wrong_type", "rating")
    if not (math.isfinite(value) and 0 <= value <= MAX_RATING):
        raise BadRecord("bad_value", "rating")
    return float(value)


def _time(
    record: Mapping[str, object],
    key: str,
    *,
    collected_at: datetime | None = None,
    within: str = "",
) -> ParsedTime:
    return parse_time(record.get(key), collected_at=collected_at, field=within + key)


def _precision(record: Mapping[str, object], *, created: ParsedTime) -> str:
    given = _choice(record, "created_at_precision", PRECISIONS, default=created.precision)
    return given if created.at is not None else "unknown"


def _made_id(
    channel: str,
    thread: ThreadData | None,
    author: AuthorData | None,
    *,
    created: ParsedTime,
    text: str,
) -> str:
    # A time counted back from the collection differs at each collection, so it is left out.
    at = created.at if created.precision != "relative" else None
    return synthesised_id(
        channel,
        thread.external_id if thread else "",
        (author.external_id or author.display_name or "") if author else "",
        at.astimezone(UTC).isoformat() if at else "",
        text,
    )


FORMATS = (
    SourceFormat(
        "canonical.jsonl",
        frozenset({"channel"}),
        build,
        one_of=frozenset({"text_raw", "text"}),
        containers=frozenset({JSON}),
        shown=("external_id", "text_raw", "text"),
    ),
)

"""What every source hands over: one comment, its thread and author, or the refusal of a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

ID_KINDS = ("native", "openid", "sec_uid", "uuid", "sha256_16", "masked", "none")
VERIFIED = ("unknown", "none", "person", "org")
PRECISIONS = ("second", "minute", "day", "relative", "unknown")
STATES = ("visible", "hidden", "deleted_upstream")
KINDS = (
    "comment",
    "reply",
    "mention",
    "repost",
    "direct_message",
    "review",
    "review_append",
    "forum_post",
)


@dataclass(frozen=True, slots=True)
class AuthorData:
    """Who wrote, as the source names them; hashed and masked before it is stored."""

    external_id: str | None
    id_kind: str
    display_name: str | None
    followers: int | None = None
    posts: int | None = None
    registered_at: datetime | None = None
    verified: str = "unknown"
    is_brand: bool = False


@dataclass(frozen=True, slots=True)
class ThreadData:
    """The post that was commented on."""

    external_id: str
    title: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class CommentData:
    """One message as posted; unknown is None, never 0 and never now."""

    channel: str
    external_id: str
    text_raw: str
    kind: str = "comment"
    id_synthesised: bool = False
    account: str | None = None
    thread: ThreadData | None = None
    parent_external_id: str | None = None
    root_external_id: str | None = None
    author: AuthorData | None = None
    rating: float | None = None
    like_count: int | None = None
    reply_count: int | None = None
    repost_count: int | None = None
    like_count_approx: bool = False
    created_at: datetime | None = None
    created_at_precision: str = "unknown"
    edited_at: datetime | None = None
    collected_at: datetime | None = None
    state: str = "visible"
    url: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was not taken; the reason is a msgid, the field names what is wrong."""

    line: int
    reason: str
    code: str
    excerpt: str
    field: str = ""

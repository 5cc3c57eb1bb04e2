"""Receive comments from any source: set-based, idempotent, authors hashed on the way in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone

from engine.nlp.normalise import clean
from feedback.models import Account, Comment, Fan, StateChange, Thread
from feedback.services.authors import store_fans
from feedback.services.storing import insert_comments
from feedback.services.threads import store_threads

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from feedback.intake import CommentData

Key = tuple[str, str]

_COUNTS = ("like_count", "reply_count", "repost_count")
_CHANGEABLE = (*_COUNTS, "like_count_approx", "text_raw", "rating", "state", "edited_at")
_UPDATED = (*_CHANGEABLE, "text", "quoted", "collected_at", "read_at")


class Outcome(StrEnum):
    """What became of an item."""

    NEW = "new"
    CHANGED = "changed"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Answer for one item: the row it lives in and what became of it."""

    comment_id: int
    outcome: Outcome


def receive_comments(items: Sequence[CommentData], *, secret: str) -> list[Receipt]:
    """Store a batch; the same item twice changes nothing. Answers in the items' order."""
    with transaction.atomic():
        return _store(items, secret=secret)


def rehearse_comments(items: Sequence[CommentData]) -> list[Outcome]:
    """Say what receive_comments would answer, writing nothing."""
    stored = _stored(items)
    return [_merge(item, stored=stored)[1] for item in items]


def _store(items: Sequence[CommentData], *, secret: str) -> list[Receipt]:
    _wait_for_turn(items)
    stored = _stored(items, for_update=True)
    known = frozenset(stored)
    states = {comment.pk: comment.state for comment in stored.values()}
    merged = [_merge(item, stored=stored) for item in items]
    outcomes = [outcome for _, outcome in merged]
    _attach_people(items, stored=stored, known=known, secret=secret)
    changed = {
        comment.pk: comment
        for comment, outcome in merged
        if outcome is Outcome.CHANGED and comment.pk is not None
    }
    fresh = [comment for key, comment in stored.items() if key not in known]
    insert_comments(fresh)
    Comment.objects.bulk_update(
        sorted(changed.values(), key=lambda c: c.pk), _UPDATED, batch_size=500
    )
    _note_states(changed.values(), before=states)
    return [
        Receipt(comment_id=stored[_key(item)].pk, outcome=outcome)
        for item, outcome in zip(items, outcomes, strict=True)
    ]


def _note_states(comments: Iterable[Comment], *, before: Mapping[int, str]) -> None:
    """Keep what state a comment left, and when: what counted at a time is told from it."""
    now = timezone.now()
    StateChange.objects.bulk_create(
        StateChange(comment=comment, before=before[comment.pk], at=now)
        for comment in comments
        if before[comment.pk] != comment.state
    )


def _wait_for_turn(items: Iterable[CommentData]) -> None:
    """One writer a channel: rows keep the order they came in, and no two importers deadlock."""
    with connection.cursor() as cursor:
        for channel in sorted({item.channel for item in items}):
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"receive {channel}"]
            )


def _key(item: CommentData) -> Key:
    return (item.channel, item.external_id)


def _stored(items: Iterable[CommentData], *, for_update: bool = False) -> dict[Key, Comment]:
    found: dict[Key, Comment] = {}
    for channel, ids in _by_channel(items).items():
        rows = Comment.objects.filter(channel=channel, external_id__in=ids).order_by("pk")
        if for_update:
            rows = rows.select_for_update(of=("self",))
        found.update({(row.channel, row.external_id): row for row in rows})
    return found


def _by_channel(items: Iterable[CommentData]) -> dict[str, set[str]]:
    channels: dict[str, set[str]] = {}
    for item in items:
        channels.setdefault(item.channel, set()).add(item.external_id)
    return channels


def _merge(item: CommentData, *, stored: dict[Key, Comment]) -> tuple[Comment, Outcome]:
    comment = stored.get(_key(item))
    if comment is None:
        comment = stored[_key(item)] = _fresh(item)
        return comment, Outcome.NEW
    changed = _apply(item, comment)
    return comment, Outcome.CHANGED if changed else Outcome.DUPLICATE


def _fresh(item: CommentData) -> Comment:
    cleaned = clean(item.text_raw)
    return Comment(
        channel=item.channel,
        external_id=item.external_id,
        id_synthesised=item.id_synthesised,
        kind=item.kind,
        parent_external_id=item.parent_external_id or "",
        text_raw=_storable(item.text_raw),
        text=cleaned.text,
        quoted=list(cleaned.quoted),
        rating=item.rating,
        like_count=item.like_count,
        reply_count=item.reply_count,
        repost_count=item.repost_count,
        like_count_approx=item.like_count_approx,
        created_at=item.created_at,
        created_at_precision=item.created_at_precision,
        edited_at=item.edited_at,
        collected_at=item.collected_at,
        received_at=timezone.now(),
        state=item.state,
        url=item.url,
    )


def _apply(item: CommentData, comment: Comment) -> bool:
    """Take over what a newer record says; an older one says nothing."""
    if item.collected_at and comment.collected_at and item.collected_at < comment.collected_at:
        return False
    # A record without a date cannot be newer than one with: it only fills in what was unknown.
    only_gaps = item.collected_at is None and comment.collected_at is not None
    news = {
        name: value
        for name in _CHANGEABLE
        if (value := _storable(getattr(item, name))) is not None
        and value != (known := getattr(comment, name))
        and not (only_gaps and known is not None)
    }
    if comment.state == "erased" or not news:
        return False
    for name, value in news.items():
        setattr(comment, name, value)
    comment.collected_at = item.collected_at or comment.collected_at
    if "text_raw" in news:
        cleaned = clean(item.text_raw)
        comment.text, comment.quoted = cleaned.text, list(cleaned.quoted)
        comment.read_at = None
    return True


def _storable(value: object) -> Any:
    # PostgreSQL refuses NUL in text, and half a surrogate pair has no UTF-8.
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "ignore").decode()
    return value


def _attach_people(
    items: Sequence[CommentData],
    *,
    stored: Mapping[Key, Comment],
    known: frozenset[Key],
    secret: str,
) -> None:
    newcomers = [item for item in items if _key(item) not in known]
    fans: Mapping[Key, Fan] = store_fans(newcomers, secret=secret)
    threads: Mapping[Key, Thread] = store_threads(newcomers)
    accounts = {(a.channel, a.name): a for a in Account.objects.all()}
    for item in newcomers:
        comment = stored[_key(item)]
        comment.fan = fans.get(_key(item))
        comment.thread = threads.get((item.channel, item.thread.external_id if item.thread else ""))
        comment.account = accounts.get((item.channel, item.account or ""))
        if comment.account is not None:
            comment.product_line_id = comment.account.product_line_id

"""What one comment's page tells beside the form: requests, thread, history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F, Prefetch

from engine.ledger.history import Entry, history_of, plain
from feedback.admin.html import excerpt, marked, outside_link
from feedback.admin.labels import fan_name, label_chip, spans_of, text_excerpt
from feedback.models import Comment, CommentQuerySet, FanRequest, ProductLine
from feedback.near_misses import why_not
from feedback.reasons import Told, sure_words, told

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from engine.ledger.rights import Person

_NEIGHBOURS = 5


@dataclass(frozen=True, slots=True)
class FoundRequest:
    """One request as the page shows it."""

    row: FanRequest
    text: SafeString
    sure: str
    reasons: list[Told]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another comment under the same post."""

    row: Comment
    text: SafeString
    label: SafeString
    fan: SafeString


def with_requests(comments: CommentQuerySet) -> CommentQuerySet:
    """Comments with their current requests, for highlighting."""
    current = FanRequest.objects.current().order_by("start").defer("embedding")
    return comments.prefetch_related(Prefetch("requests", current, to_attr="current_requests"))


def page_context(comment: Comment, *, person: Person) -> dict[str, Any]:
    """Everything the templates around the form need."""
    requests = [_found(row) for row in comment.current_requests]  # type: ignore[attr-defined]
    return {
        "said": _said(comment),
        "label_chip": label_chip(comment),
        "fan_name": fan_name(comment),
        "address": outside_link(comment.url) if comment.url else "",
        "thread_address": _thread_address(comment),
        "requests": requests,
        "why_not": "" if requests or comment.read_at is None else why_not(comment),
        "parent": _parent(comment),
        "neighbours": _neighbours(comment),
        "history": comment_history(comment, person=person),
    }


def comment_history(comment: Comment, *, person: Person) -> list[Entry]:
    """What people did to the comment."""
    lines = dict(ProductLine.objects.values_list("pk", "name"))
    return history_of(
        comment,
        person=person,
        says={"product_line": lambda pk: plain(lines.get(pk, pk))},
    )


def _said(comment: Comment) -> SafeString:
    return marked(comment.text, spans=spans_of(comment)) if comment.text else text_excerpt(comment)


def _found(row: FanRequest) -> FoundRequest:
    return FoundRequest(
        row=row,
        text=excerpt(row.text, width=400),
        sure="" if row.confidence == 0 else sure_words(row.confidence),
        # how sure the reader is stands beside the span already
        reasons=[reason for reason in told(row.why) if reason.speaks != "sure"],
    )


def _thread_address(comment: Comment) -> SafeString | str:
    thread = comment.thread
    if thread is None:
        return ""
    return outside_link(thread.url, text=str(thread)) if thread.url else excerpt(str(thread))


def _parent(comment: Comment) -> Neighbour | None:
    if not comment.parent_external_id:
        return None
    found = _shown().filter(channel=comment.channel, external_id=comment.parent_external_id)
    return next((_neighbour(row) for row in found), None)


def _neighbours(comment: Comment) -> list[Neighbour]:
    if comment.thread_id is None:
        return []
    others = _shown().filter(thread=comment.thread_id).exclude(pk=comment.pk)
    return [_neighbour(row) for row in _liked_first(others)[:_NEIGHBOURS]]


def _liked_first(comments: CommentQuerySet) -> CommentQuerySet:
    # an unknown number of likes is no great number of likes
    return comments.order_by(F("like_count").desc(nulls_last=True), "pk")


def _shown() -> CommentQuerySet:
    return with_requests(Comment.objects.with_people().defer("search_terms", "text_raw"))


def _neighbour(row: Comment) -> Neighbour:
    return Neighbour(
        row=row,
        text=text_excerpt(row),
        label=label_chip(row),
        fan=fan_name(row),
    )

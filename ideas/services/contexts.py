"""The words around a request that may name its product: its comment, the thread, the account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.nlp.context import around
from feedback.models import RequestKind

if TYPE_CHECKING:
    from feedback.models import Comment, FanRequest, FanRequestQuerySet

_LONG = ("text_raw", "search_terms", "url")


def with_context(requests: FanRequestQuerySet) -> FanRequestQuerySet:
    """These requests with all that `context_of` reads, in the same one query."""
    return requests.select_related(
        "comment__product_line",
        "comment__account",
        "comment__thread__account__product_line",
    ).defer(*(f"comment__{name}" for name in _LONG))


def context_of(request: FanRequest) -> list[str]:
    """Texts that may name the product a request means, the nearest first.

    None for a service: who wants it delivered sooner wants it whatever the product.
    """
    if request.kind == RequestKind.SERVICE:
        return []
    comment, line = request.comment, _line_by_person(request.comment)
    return [
        *([line] if line else []),
        *around(comment.text, start=request.start, end=request.end),
        *comment.quoted,
        comment.thread.title if comment.thread else "",
        *_lines_of_accounts(comment),
    ]


def _line_by_person(comment: Comment) -> str:
    """The product line a person gave the comment; intake only copies that of the account."""
    copied = comment.account.product_line_id if comment.account else None
    is_given = comment.product_line is not None and comment.product_line_id != copied
    return str(comment.product_line) if is_given else ""


def _lines_of_accounts(comment: Comment) -> list[str]:
    thread = comment.thread
    theirs = thread.account.product_line if thread and thread.account else None
    return [str(line) for line in (comment.product_line, theirs) if line is not None]

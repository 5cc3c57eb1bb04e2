"""One call's records turned into comments; a bad one costs only itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rest_framework.exceptions import ParseError

from engine.api.problems import TooLarge
from feedback.intake import CommentData
from feedback.models import Comment
from feedback.sources import BadRecord, comment_from

if TYPE_CHECKING:
    from feedback.services.receiving import Receipt

MAX_ITEMS = 1000
_REFUSED = "refused"
_SURROGATES = re.compile("[\ud800-\udfff]")
_MAX_CHANNEL = Comment._meta.get_field("channel").max_length or 0
_MAX_URL = Comment._meta.get_field("url").max_length or 0


@dataclass(frozen=True, slots=True)
class Refused:
    """A record that is not taken, and why."""

    code: str
    reason: str
    field: str


Item = CommentData | Refused


def records_of(body: object) -> Sequence[object]:
    """The records of a body: an array, or an object with one named `comments`."""
    records = body.get("comments") if isinstance(body, dict) else body
    if not isinstance(records, list):
        raise ParseError('The body must be an array of records, or {"comments": [...]}.')
    if len(records) > MAX_ITEMS:
        message = f"{len(records)} records were sent; one call takes up to {MAX_ITEMS}."
        raise TooLarge(message, code="too_many_items")
    return records


def read_items(records: Iterable[object]) -> list[Item]:
    """Read each record by the rules that files obey."""
    return [_item(record) for record in records]


def results_of(items: Iterable[Item], receipts: Sequence[Receipt]) -> list[dict[str, Any]]:
    """Say of each record what became of it, in the order they came."""
    stored = iter(receipts)
    return [
        {"index": index, **(_refusal(item) if isinstance(item, Refused) else _taken(next(stored)))}
        for index, item in enumerate(items)
    ]


def _item(record: object) -> Item:
    if not isinstance(record, Mapping):
        return Refused("json_not_object", "The record is not a JSON object.", "")
    try:
        return _storable(comment_from(record))
    except BadRecord as error:
        return Refused(error.code, error.reason, error.field)


def _storable(item: CommentData) -> Item:
    """Refuse what the columns cannot hold: one such row would cost the whole batch."""
    if len(item.channel) > _MAX_CHANNEL:
        return Refused("bad_value", f"A channel has up to {_MAX_CHANNEL} characters.", "channel")
    urls = {"url": item.url, "thread.url": item.thread.url if item.thread else ""}
    for field, url in urls.items():
        if len(url) > _MAX_URL:
            return Refused("bad_url", f"An address has up to {_MAX_URL} characters.", field)
        if _SURROGATES.search(url):
            return Refused("bad_url", "The address holds half a character.", field)
    return item


def _refusal(item: Refused) -> dict[str, Any]:
    return {
        "outcome": _REFUSED,
        "code": item.code,
        "reason": item.reason,
        **({"field": item.field} if item.field else {}),
    }


def _taken(receipt: Receipt) -> dict[str, Any]:
    return {"outcome": str(receipt.outcome), "id": receipt.comment_id}

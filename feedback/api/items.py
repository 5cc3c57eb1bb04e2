"""One call's records turned into comments; a bad one costs only itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rest_framework.exceptions import ParseError

from engine.api.problems import TooLarge
from feedback.admission import admit
from feedback.intake import CommentData, Refusal
from feedback.sources import BadRecord, comment_from

if TYPE_CHECKING:
    from feedback.services.receiving import Receipt

MAX_ITEMS = 1000
_REFUSED = "refused"


Item = CommentData | Refusal


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
        {"index": index, **(_refusal(item) if isinstance(item, Refusal) else _taken(next(stored)))}
        for index, item in enumerate(items)
    ]


def _item(record: object) -> Item:
    if not isinstance(record, Mapping):
        return _refused("json_not_object", "The record is not a JSON object.")
    try:
        return admit(comment_from(record))
    except BadRecord as error:
        return _refused(error.code, error.reason, field=error.field)


def _refused(code: str, reason: str, *, field: str = "") -> Refusal:
    return Refusal(line=0, reason=reason, code=code, excerpt="", field=field)


def _refusal(item: Refusal) -> dict[str, Any]:
    return {
        "outcome": _REFUSED,
        "code": item.code,
        "reason": item.reason,
        **({"field": item.field} if item.field else {}),
    }


def _taken(receipt: Receipt) -> dict[str, Any]:
    return {"outcome": str(receipt.outcome), "id": receipt.comment_id}

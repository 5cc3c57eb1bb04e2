"""Our own record as one row of a table: the nested names joined, every cell a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedback.sources import canonical
from feedback.sources.counts import parse_count
from feedback.sources.errors import BadRecord
from feedback.sources.formats import CSV, SourceFormat

if TYPE_CHECKING:
    from collections.abc import Mapping

    from feedback.intake import CommentData
    from feedback.sources.rows import Context

_THREAD = {"thread_external_id": "external_id", "thread_title": "title", "thread_url": "url"}
_AUTHOR = {
    "author_external_id": "external_id",
    "author_id_kind": "id_kind",
    "author_name": "display_name",
    "author_followers": "followers",
    "author_posts": "posts",
    "author_registered_at": "registered_at",
    "author_verified": "verified",
    "author_is_brand": "is_brand",
}
_COUNTS = {"like_count", "reply_count", "repost_count", "author_followers", "author_posts"}
_FLAGS = {"like_count_approx", "author_is_brand", "id_synthesised"}
_TRUTH = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


def build(record: Mapping[str, object], *, line: int, context: Context) -> CommentData:
    """Give each cell its type and its place, then read the row like any canonical record."""
    cells = {key: _typed(key, value) for key, value in record.items()}
    if parse_count(record.get("like_count"), field="like_count").approx:
        cells["like_count_approx"] = True
    nested = {
        **cells,
        "thread": {inner: cells.get(key) for key, inner in _THREAD.items()},
        "author": {inner: cells.get(key) for key, inner in _AUTHOR.items()},
    }
    return canonical.build(nested, line=line, context=context)


def _typed(key: str, value: object) -> object:
    if key in {"text", "text_raw"}:
        return value
    cell = value.strip() if isinstance(value, str) else value
    if cell in {"", None}:
        return None
    if key in _COUNTS:
        return parse_count(cell, field=key).value
    if key in _FLAGS:
        return _flag(str(cell), field=key)
    return _number(str(cell), field=key) if key == "rating" else cell


def _flag(cell: str, *, field: str) -> bool:
    try:
        return _TRUTH[cell.lower()]
    except KeyError:
        raise BadRecord("bad_value", field) from None


def _number(cell: str, *, field: str) -> float:
    try:
        return float(cell)
    except ValueError:
        raise BadRecord("wrong_type", field) from None


FORMATS = (
    SourceFormat(
        "canonical.csv",
        frozenset({"channel"}),
        build,
        one_of=frozenset({"text_raw", "text"}),
        containers=frozenset({CSV}),
        shown=("external_id", "text_raw", "text"),
    ),
)

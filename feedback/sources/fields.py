"""Reading one field of a record: texts, names, addresses; the wrong type is refused by name."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from feedback.sources.errors import BadRecord

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_TEXT = 100_000
MAX_NAME = 200
MAX_TITLE = 300
_SURROGATES = re.compile("[\ud800-\udfff]")
_MAX_URL = 500
_URL = re.compile('https?://[^\\s\x00-\x1f\x7f<>"\ud800-\udfff]+', re.IGNORECASE)


def clean_text(value: object, *, field: str, limit: int = MAX_TEXT) -> str:
    """Take a text as posted; half an emoji becomes U+FFFD, since it is not a character."""
    if not isinstance(value, str):
        raise BadRecord("wrong_type", field)
    if "\0" in value:
        raise BadRecord("nul", field)
    if len(value) > limit:
        raise BadRecord("text_too_long", field)
    return _SURROGATES.sub("\ufffd", value)


def required_text(record: Mapping[str, object], key: str) -> str:
    """Take the comment's text: the key must be there, its value may be empty or null."""
    if key not in record:
        raise BadRecord("missing_field", key)
    value = record[key]
    return "" if value is None else clean_text(value, field=key)


def clean_name(value: object, *, field: str) -> str | None:
    """Take a display name, without control characters; nothing is None."""
    if value is None:
        return None
    text = clean_text(value, field=field).strip()[:MAX_NAME]
    if text.isprintable():
        return text or None
    return "".join(c for c in text if unicodedata.category(c) != "Cc") or None


def clean_title(value: object, *, field: str) -> str:
    """Take a thread's title, cut to what a list can show."""
    if value is None:
        return ""
    return " ".join(clean_text(value, field=field).split())[:MAX_TITLE]


def clean_url(value: object, *, field: str) -> str:
    """Take a web address; any other scheme could run in an editor's browser."""
    if value is None or value == "":
        return ""
    if not isinstance(value, str):
        raise BadRecord("wrong_type", field)
    if len(value) > _MAX_URL or not _URL.fullmatch(value):
        raise BadRecord("bad_url", field)
    return value


def crawled_url(value: object) -> str:
    """Take a crawler's link where it is a good one; no comment is refused for its link."""
    try:
        return clean_url(value, field="url")
    except BadRecord:
        return ""


def masked_or_none(name: str | None) -> str:
    """Say what stands for an author without an id: a masked name, or nothing."""
    return "masked" if name is not None and "*" in name else "none"

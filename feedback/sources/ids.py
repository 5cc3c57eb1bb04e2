"""Ids are text: never a float, never what a spreadsheet program made of them."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from feedback.sources.errors import BadRecord

MAX_LENGTH = 200
# Excel writes 5.23044E+15. A hexadecimal id may hold one e among digits, but never a dot or a plus.
_EXCEL = re.compile(r"\d\.\d+[eE][+-]?\d+|\d[eE]\+\d+|#+|#[A-Z/0]{2,6}[!?]?")
_EDGES = " \t\r\n\u3000\ufeff"
_CRAWLED = re.compile(r"[0-9A-Za-z_.:@=+/?&%#-]+")


def is_ruined(cell: str) -> bool:
    """Tell whether a spreadsheet program has left this instead of the value."""
    return _EXCEL.fullmatch(cell) is not None


def clean_id(value: object, *, field: str) -> str | None:
    """Read an id that must be text; nothing is None."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise BadRecord(
            "wrong_type" if isinstance(value, bool | list | dict) else "id_number", field
        )
    text = value.strip(_EDGES)
    if not text:
        return None
    _check(text, field=field)
    return text


def crawled_id(value: object, *, field: str) -> str | None:
    """Read an id out of a crawler's file, where whole numbers are exact and letters are ASCII."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    text = clean_id(value, field=field)
    if text is not None and not _CRAWLED.fullmatch(text):
        raise BadRecord("id_unreadable", field)
    return text


def synthesised_id(*parts: str) -> str:
    """Make an id for a comment whose source gives none: equal parts, equal id."""
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()
    return f"h:{digest[:32]}"


def _check(text: str, *, field: str) -> None:
    if len(text) > MAX_LENGTH:
        raise BadRecord("id_too_long", field)
    if is_ruined(text):
        raise BadRecord("id_ruined", field)
    if text.isascii() and text.isalnum():
        return
    if any(character.isspace() for character in text):
        raise BadRecord("id_blank", field)
    if "\0" in text:
        raise BadRecord("nul", field)
    if any(unicodedata.category(character)[0] == "C" for character in text):
        raise BadRecord("id_unreadable", field)

"""One record of a file on its way to a comment, and how a row is refused."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedback.intake import Refusal
from feedback.sources.errors import REASONS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_EXCERPT = 80
_MAX_KEYS = 40
_MAX_KEY = 40


@dataclass(frozen=True, slots=True)
class Row:
    """The keys and values of one record, as the file has them, and the line it begins on."""

    line: int
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Context:
    """What the person who imports says about the whole file, and what lies beside it."""

    account: str | None = None
    collected_at: datetime | None = None
    titles: Mapping[str, str] | None = None

    def title_of(self, thread_id: str) -> str:
        """Find a thread's title where a file of posts lay beside the comments."""
        return (self.titles or {}).get(thread_id, "")


def clean_key(key: str) -> str:
    """Fold a header: full-width twins, byte order marks and TABs tell nothing."""
    folded = key if key.isascii() else unicodedata.normalize("NFKC", key)
    return folded.strip("\ufeff \t\r\n")


def shown_keys(keys: list[str]) -> tuple[str, ...]:
    """Make keys of an unknown file fit to print."""
    printable = ("".join(c if c.isprintable() else "\ufffd" for c in key) for key in keys)
    return tuple(key[:_MAX_KEY] for key in printable)[:_MAX_KEYS]


def excerpt_of(text: str) -> str:
    """Cut a text to what a report shows, without control characters."""
    start = text[: _EXCERPT * 2].strip()
    return "".join(c if c.isprintable() else " " for c in start)[:_EXCERPT]


def refuse(line: int, code: str, *, excerpt: str = "", field: str = "") -> Refusal:
    """Report a row that is not taken."""
    return Refusal(
        line=line, reason=REASONS[code], code=code, excerpt=excerpt_of(excerpt), field=field
    )

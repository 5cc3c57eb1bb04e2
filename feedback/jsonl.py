"""JSONL of {"id", "text"} as the measuring commands take it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.management.base import CommandError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def text_rows(lines: Iterable[bytes]) -> Iterator[tuple[Any, str]]:
    """Yield (id, text) of each line; a bad line ends the command with its number."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _row(line, number=number)


def _row(line: bytes, *, number: int) -> tuple[Any, str]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        message = f"line {number}: not JSON"
        raise CommandError(message) from error
    if not isinstance(row, dict) or "id" not in row or not isinstance(row.get("text"), str):
        message = f'line {number}: needs "id" and a "text" that is a string'
        raise CommandError(message)
    return row["id"], row["text"]

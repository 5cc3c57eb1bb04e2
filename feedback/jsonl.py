"""JSONL of {"id", "text"} as the measuring commands take it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from django.core.management.base import CommandError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_HALF = re.compile("[\ud800-\udfff]")


def text_batches(lines: Iterable[bytes], *, size: int) -> Iterator[list[tuple[Any, str]]]:
    """Yield (id, text) of the lines in batches; a bad line ends the command with its number."""
    for batch in row_batches(lines, size=size):
        yield [(row["id"], row["text"]) for row in batch]


def row_batches(lines: Iterable[bytes], *, size: int) -> Iterator[list[dict[str, Any]]]:
    """Yield the lines in batches with whatever else they hold; bad ones as above."""
    batch: list[dict[str, Any]] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            batch.append(_row(line, number=number))
        except CommandError:
            # what was good is answered before the complaint
            yield batch
            raise
        if len(batch) == size:
            yield batch
            batch = []
    yield batch


def parsed(line: bytes, *, number: int) -> Any:
    """What one line says; CommandError with its number where it is not JSON."""
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        message = f"line {number}: not JSON"
        raise CommandError(message) from error


def line_of(answer: dict[str, Any]) -> str:
    """One line of JSON; half a character, which has no UTF-8, is escaped."""
    line = json.dumps(answer, ensure_ascii=False)
    return json.dumps(answer) if _HALF.search(line) else line


def _row(line: bytes, *, number: int) -> dict[str, Any]:
    row = parsed(line, number=number)
    if not isinstance(row, dict) or "id" not in row or not isinstance(row.get("text"), str):
        message = f'line {number}: needs "id" and a "text" that is a string'
        raise CommandError(message)
    return row

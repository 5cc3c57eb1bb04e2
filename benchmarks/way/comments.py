"""Comments of a stream file as a source hands them over, batch by batch."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

from feedback.intake import CommentData, ThreadData

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BATCH = 1000


def batches(path: Path, *, first: int, rows: int, size: int = BATCH) -> Iterator[list[CommentData]]:
    """Yield rows of the file from a line on; ids are line numbers, nobody is named."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        wanted = enumerate(islice(lines, first, first + rows), first)
        while batch := [
            _comment(number, json.loads(line)) for number, line in islice(wanted, size)
        ]:
            yield batch


def _comment(number: int, row: dict[str, str]) -> CommentData:
    thread, posted = row.get("thread"), row.get("time")
    return CommentData(
        channel="other",
        external_id=f"line-{number}",
        text_raw=row["text"],
        thread=ThreadData(thread[:200]) if thread else None,
        created_at=_time(posted) if posted else None,
        created_at_precision="second" if posted else "unknown",
    )


def _time(posted: str) -> datetime | None:
    try:
        return datetime.fromisoformat(posted).replace(tzinfo=UTC)
    except ValueError:
        return None

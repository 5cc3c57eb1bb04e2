"""Import a file of comments: parse, receive in batches, count, report refused rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from feedback.admission import admit
from feedback.intake import CommentData, Refusal
from feedback.services.receiving import receive_comments, rehearse_comments
from feedback.sources import ParsedFile, read_file

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

_BATCH = 1000
# A file of nothing but bad rows must not fill the memory with their reasons.
_REFUSALS_KEPT = 1000

# called with the rows so far and the share of the file that is read, 0 to 1
Progress = Callable[[int, float], None]


@dataclass(slots=True)
class Report:
    """What became of the rows of one file."""

    format_name: str
    notes: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    refusals: list[Refusal] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many rows were looked at."""
        return self.counts.total()


@dataclass(frozen=True, slots=True)
class Wanted:
    """How to read a file: what the caller knows that the file does not say."""

    source_format: str | None = None
    account: str | None = None
    collected_at: datetime | None = None


def import_file(
    path: Path, *, secret: str, wanted: Wanted, dry_run: bool = False, progress: Progress
) -> Report:
    """Take in one file through the same door as everything else; a dry run writes nothing."""
    parsed = read_file(
        path,
        source_format=wanted.source_format,
        account=wanted.account,
        collected_at=wanted.collected_at,
    )
    report = Report(parsed.format_name)
    for batch in _batches(parsed):
        _take(batch, report=report, secret=secret, dry_run=dry_run)
        progress(report.rows, parsed.position / max(parsed.size, 1))
    report.notes.extend(parsed.notes)
    return report


def _batches(parsed: ParsedFile) -> Iterator[list[CommentData | Refusal]]:
    rows = iter(parsed)
    while batch := list(islice(rows, _BATCH)):
        yield batch


def _take(
    batch: Iterable[CommentData | Refusal], *, report: Report, secret: str, dry_run: bool
) -> None:
    admitted = [row if isinstance(row, Refusal) else admit(row) for row in batch]
    refused = [row for row in admitted if isinstance(row, Refusal)]
    items = [row for row in admitted if isinstance(row, CommentData)]
    report.counts["refused"] += len(refused)
    report.refusals.extend(refused[: _REFUSALS_KEPT - len(report.refusals)])
    if dry_run:
        report.counts.update(rehearse_comments(items))
    else:
        report.counts.update(r.outcome for r in receive_comments(items, secret=secret))

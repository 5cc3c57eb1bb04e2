"""read_texts: what the engine thinks of texts, JSONL in, JSONL out; stores nothing."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from engine.nlp.normalise import clean
from engine.nlp.places import place_in
from engine.nlp.reading import Finding, read
from feedback.jsonl import line_of, text_batches

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BATCH = 500


class Command(BaseCommand):
    """Read {"id", "text"} lines; write label, sentiment and requests for each."""

    help = "Read JSONL {id, text} from standard input and write what the engine reads in it."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Stream standard input through the reader."""
        for batch in text_batches(sys.stdin.buffer, size=_BATCH):
            for line in _answers(batch):
                self.stdout.write(line)


def _answers(batch: Iterable[tuple[Any, str]]) -> Iterator[str]:
    rows = list(batch)
    cleaned = [clean(text).text for _, text in rows]
    for (row_id, text), shown, reading in zip(rows, cleaned, read(cleaned), strict=True):
        requests = [_request(finding, raw=text, cleaned=shown) for finding in reading.findings]
        answer = {"id": row_id, "label": reading.label, "sentiment": reading.sentiment}
        yield line_of({**answer, "requests": requests})


def _request(finding: Finding, *, raw: str, cleaned: str) -> dict[str, Any]:
    """One wish, with its place in the text as it was given."""
    start, end = place_in(raw, cleaned=cleaned, start=finding.start, end=finding.end)
    return {
        "kind": finding.kind,
        "start": start,
        "end": end,
        "text": raw[start:end],
        "confidence": finding.confidence,
        "why": [{"code": r.code, "detail": r.detail} for r in finding.why],
    }

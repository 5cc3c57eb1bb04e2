"""read_texts: what the engine thinks of texts, JSONL in, JSONL out; stores nothing."""

from __future__ import annotations

import json
import sys
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from engine.nlp.normalise import clean
from engine.nlp.reading import Reading, read
from feedback.jsonl import text_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BATCH = 500


class Command(BaseCommand):
    """Read {"id", "text"} lines; write label, sentiment and requests for each."""

    help = "Read JSONL {id, text} from standard input and write what the engine reads in it."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Stream standard input through the reader."""
        rows = text_rows(sys.stdin.buffer)
        while batch := list(islice(rows, _BATCH)):
            for line in _answers(batch):
                self.stdout.write(line)


def _answers(batch: Iterable[tuple[Any, str]]) -> Iterator[str]:
    ids = [row_id for row_id, _ in batch]
    texts = [clean(text).text for _, text in batch]
    for row_id, reading in zip(ids, read(texts), strict=True):
        yield json.dumps(_answer(row_id, reading), ensure_ascii=False)


def _answer(row_id: Any, reading: Reading) -> dict[str, Any]:
    return {
        "id": row_id,
        "label": reading.label,
        "sentiment": reading.sentiment,
        "requests": [
            {
                "kind": finding.kind,
                "start": finding.start,
                "end": finding.end,
                "text": finding.text,
                "confidence": finding.confidence,
                "why": [{"code": r.code, "detail": r.detail} for r in finding.why],
            }
            for finding in reading.findings
        ],
    }

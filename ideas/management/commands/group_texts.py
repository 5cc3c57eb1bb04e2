"""group_texts: how the engine groups wishes, JSONL in, JSONL out; touches no database."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from engine.nlp.grouping import Grouper, make_wish
from engine.nlp.reading import best_spans
from engine.nlp.wish import is_vague
from feedback.encoding import configured_encoder
from feedback.jsonl import line_of, text_batches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.nlp.encoder import Encoder

_BATCH = 500


class Command(BaseCommand):
    """Group {"id", "text"} lines in order of arrival, from nothing."""

    help = "Read JSONL {id, text} from standard input and write {id, cluster} for each."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Take each row as one request and let the production grouper assign it."""
        encoder, grouper = configured_encoder(), Grouper()
        done = 0
        for batch in text_batches(sys.stdin.buffer, size=_BATCH):
            spans = best_spans([text for _, text in batch])
            clusters = _clusters(spans, first=done, grouper=grouper, encoder=encoder)
            done += len(batch)
            for (row_id, _), cluster in zip(batch, clusters, strict=True):
                self.stdout.write(line_of({"id": row_id, "cluster": cluster}))


def _clusters(spans: Sequence[str], *, first: int, grouper: Grouper, encoder: Encoder) -> list[str]:
    # Production leaves a request that asks for nothing concrete ungrouped: it stands alone.
    concrete = [number for number, span in enumerate(spans) if not is_vague(span)]
    vectors = encoder.encode([spans[number] for number in concrete])
    wishes = [
        make_wish(str(number), spans[number], vector)
        for number, vector in zip(concrete, vectors, strict=True)
    ]
    joined = {int(d.wish_key): d.cluster_key for d in grouper.assign_all(wishes)}
    return [joined.get(number, f"vague:{first + number}") for number in range(len(spans))]

"""group_texts: how the engine groups wishes, JSONL in, JSONL out; touches no database."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from engine.nlp.consolidation import second_look
from engine.nlp.grouping import Grouper, make_wish
from engine.nlp.normalise import clean
from engine.nlp.policies import policy_for
from engine.nlp.wish import is_vague
from feedback.encoding import configured_encoder
from feedback.jsonl import line_of, text_batches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.management.base import CommandParser

    from engine.nlp.encoder import Encoder

_BATCH = 500


class Command(BaseCommand):
    """Group {"id", "text"} lines in order of arrival, from nothing."""

    help = "Read JSONL {id, text} from standard input and write {id, cluster} for each."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the options."""
        parser.add_argument(
            "--first-look",
            action="store_true",
            help="leave out the second look, as grouping does between two consolidations",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Take each row as one request and let the production grouper assign it."""
        encoder = configured_encoder()
        grouper = Grouper(policy=policy_for(encoder.version))
        placed: list[tuple[Any, str]] = []
        for batch in text_batches(sys.stdin.buffer, size=_BATCH):
            spans = [clean(text).text for _, text in batch]
            clusters = _clusters(spans, first=len(placed), grouper=grouper, encoder=encoder)
            placed += [(row_id, key) for (row_id, _), key in zip(batch, clusters, strict=True)]
        gone = {} if options["first_look"] else second_look(grouper.clusters, policy=grouper.policy)
        for row_id, key in placed:
            self.stdout.write(line_of({"id": row_id, "cluster": gone.get(key, key)}))


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

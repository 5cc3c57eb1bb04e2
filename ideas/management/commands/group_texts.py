"""group_texts: how the engine groups wishes, JSONL in, JSONL out; touches no database."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from engine.nlp.consolidation import second_look
from engine.nlp.context import around, product_meant
from engine.nlp.grouping import Grouper, make_wish
from engine.nlp.normalise import clean
from engine.nlp.policies import policy_for
from engine.nlp.wish import is_vague
from feedback.encoding import configured_encoder
from feedback.jsonl import line_of, row_batches

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.core.management.base import CommandParser

    from engine.nlp.encoder import Encoder

_BATCH = 500
_CONTEXT = ("context", "thread", "category")

Row = dict[str, Any]


class Command(BaseCommand):
    """Group {"id", "text"} lines in order of arrival, from nothing.

    A line may tell where its wish was said: "context" (the whole comment), "thread" (its title)
    and "category" name the product of a wish that names none.
    """

    help = (
        "Read JSONL {id, text} from standard input and write {id, cluster} for each; context, "
        "thread and category may name the product meant."
    )
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
        for batch in row_batches(sys.stdin.buffer, size=_BATCH):
            clusters = _clusters(batch, first=len(placed), grouper=grouper, encoder=encoder)
            placed += [(row["id"], key) for row, key in zip(batch, clusters, strict=True)]
        gone = {} if options["first_look"] else second_look(grouper.clusters, policy=grouper.policy)
        for row_id, key in placed:
            self.stdout.write(line_of({"id": row_id, "cluster": gone.get(key, key)}))


def _clusters(rows: Sequence[Row], *, first: int, grouper: Grouper, encoder: Encoder) -> list[str]:
    spans = [clean(row["text"]).text for row in rows]
    # Production leaves a request that asks for nothing concrete ungrouped: it stands alone.
    concrete = [number for number, span in enumerate(spans) if not is_vague(span)]
    vectors = encoder.encode([spans[number] for number in concrete])
    wishes = [
        make_wish(str(number), spans[number], vector, meant=product_meant(_context(rows[number])))
        for number, vector in zip(concrete, vectors, strict=True)
    ]
    joined = {int(d.wish_key): d.cluster_key for d in grouper.assign_all(wishes)}
    return [joined.get(number, f"vague:{first + number}") for number in range(len(spans))]


def _context(row: Row) -> Iterator[str]:
    """Give the texts around a wish, the nearest first: its comment, the thread, the category."""
    texts = {name: text for name in _CONTEXT if isinstance(text := row.get(name), str)}
    comment = texts.pop("context", "")
    start = max(comment.find(row["text"]), 0)
    yield from around(comment, start=start, end=start + len(row["text"]))
    yield from texts.values()

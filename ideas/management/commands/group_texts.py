"""group_texts: how the engine groups wishes, JSONL in, JSONL out; touches no database."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from engine.nlp.consolidation import second_look
from engine.nlp.context import around, product_meant
from engine.nlp.grouping import Grouper, make_wish
from engine.nlp.normalise import clean
from engine.nlp.policies import policy_for
from engine.nlp.verdicts import NONE, Verdicts
from engine.nlp.wish import is_vague
from feedback.encoding import configured_encoder
from feedback.jsonl import line_of, row_batches
from ideas.verdict_lines import key_of, read_verdicts

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
        parser.add_argument(
            "--verdicts",
            type=Path,
            metavar="FILE",
            help="JSONL {one, other, same}: ids of two rows, and whether they are the same wish "
            "(true) or different ones (false); always obeyed",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Take each row as one request and let the production grouper assign it."""
        verdicts = _verdicts(options["verdicts"])
        encoder = configured_encoder()
        grouper = Grouper(policy=policy_for(encoder.version), verdicts=verdicts)
        placed: list[tuple[Any, str | None]] = []
        for batch in row_batches(sys.stdin.buffer, size=_BATCH):
            clusters = _clusters(batch, grouper=grouper, encoder=encoder)
            placed += [(row["id"], key) for row, key in zip(batch, clusters, strict=True)]
        gone = {}
        if not options["first_look"]:
            gone = second_look(grouper.clusters, policy=grouper.policy, verdicts=verdicts)
        told = [(row_id, key and gone.get(key, key)) for row_id, key in placed]
        for (row_id, _), cluster in zip(told, _with_vague(told, verdicts=verdicts), strict=True):
            self.stdout.write(line_of({"id": row_id, "cluster": cluster}))


def _verdicts(path: Path | None) -> Verdicts:
    if path is None:
        return NONE
    try:
        return read_verdicts(path.read_bytes().splitlines())
    except OSError as error:
        message = f"{path}: {error.strerror}"
        raise CommandError(message) from error


def _clusters(rows: Sequence[Row], *, grouper: Grouper, encoder: Encoder) -> list[str | None]:
    """Give the cluster of each row; none where it asks for nothing concrete."""
    spans = [clean(row["text"]).text for row in rows]
    concrete = [number for number, span in enumerate(spans) if not is_vague(span)]
    vectors = encoder.encode([spans[number] for number in concrete])
    wishes = [
        make_wish(
            key_of(rows[number]["id"]),
            spans[number],
            vector,
            meant=product_meant(_context(rows[number])),
        )
        for number, vector in zip(concrete, vectors, strict=True)
    ]
    decisions = grouper.assign_all(wishes)
    found = {number: d.cluster_key for number, d in zip(concrete, decisions, strict=True)}
    return [found.get(number) for number in range(len(rows))]


def _with_vague(placed: Sequence[tuple[Any, str | None]], *, verdicts: Verdicts) -> Iterator[str]:
    """Give every row a cluster: what asks for nothing concrete stands alone, as in production.

    Unless a verdict says with which rows it belongs.
    """
    keys = [key_of(row_id) for row_id, _ in placed]
    homes = {
        verdicts.circle(key): cluster
        for key, (_, cluster) in zip(keys, placed, strict=True)
        if cluster is not None and verdicts.names(key)
    }
    for number, (key, (_, cluster)) in enumerate(zip(keys, placed, strict=True)):
        alone = f"vague:{number}"
        if cluster is not None:
            yield cluster
        elif verdicts.names(key):
            yield homes.setdefault(verdicts.circle(key), alone)
        else:
            yield alone


def _context(row: Row) -> Iterator[str]:
    """Give the texts around a wish, the nearest first: its comment, the thread, the category."""
    texts = {name: text for name in _CONTEXT if isinstance(text := row.get(name), str)}
    comment = texts.pop("context", "")
    start = max(comment.find(row["text"]), 0)
    yield from around(comment, start=start, end=start + len(row["text"]))
    yield from texts.values()

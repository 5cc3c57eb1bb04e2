"""Reads comments: what each one is, which pieces of it ask for something, and why we think so."""

from collections.abc import Sequence

from engine.nlp.asking import reader, scorer
from engine.nlp.asking.reader import LABELS, Finding, Reading, Reason

__all__ = ["LABELS", "VERSION", "Finding", "Reading", "Reason", "read"]

_WEIGHTS = scorer.load()
VERSION = _WEIGHTS.version


def read(
    texts: Sequence[str],
    *,
    forced_labels: Sequence[str | None] | None = None,
    with_sentiment: bool = True,
) -> list[Reading]:
    """Read display texts; a forced label is a person's and decides what is looked for."""
    return reader.read(
        texts, weights=_WEIGHTS, forced_labels=forced_labels, with_sentiment=with_sentiment
    )

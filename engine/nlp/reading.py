"""Reads comments: what each one is, which pieces of it ask for something, and why we think so."""

from collections.abc import Sequence
from dataclasses import fields, replace

from engine.nlp.asking import careful, reader, scorer
from engine.nlp.asking.reader import LABELS, Finding, Reading
from engine.nlp.asking.reasons import Reason
from engine.nlp.asking.scorer import Weights

__all__ = [
    "LABELS",
    "VERSION",
    "Finding",
    "Reading",
    "Reason",
    "Weights",
    "fits",
    "read",
    "shipped",
    "unpack_taught",
]

TAUGHT = "taught"

_WEIGHTS = scorer.load()
VERSION = _WEIGHTS.version


def read(
    texts: Sequence[str],
    *,
    forced_labels: Sequence[str | None] | None = None,
    with_sentiment: bool = True,
    weights: Weights | None = None,
) -> list[Reading]:
    """Read display texts; a forced label is a person's and decides what is looked for.

    Weights of a version that people taught may take the place of the shipped ones.
    """
    return reader.read(
        texts,
        weights=weights or _WEIGHTS,
        forced_labels=forced_labels,
        with_sentiment=with_sentiment,
        careful=careful_stage(weights),
    )


def careful_stage(weights: Weights | None) -> careful.Careful:
    """The careful stage as it goes with these weights, or with the shipped ones."""
    is_taught = weights is not None and weights.version != VERSION
    return replace(careful.load(), ground=_WEIGHTS if is_taught else None)


def shipped() -> Weights:
    """The weights that came with this software; their version is VERSION."""
    return _WEIGHTS


def unpack_taught(content: bytes) -> Weights:
    """Read weights that people taught."""
    return scorer.unpack(content, family=TAUGHT)


def fits(weights: Weights) -> bool:
    """Say whether weights were made for the features of this software."""
    names = [field.name for field in fields(Weights) if field.name != "version"]
    return all(getattr(weights, n).shape == getattr(_WEIGHTS, n).shape for n in names)

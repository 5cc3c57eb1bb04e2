"""Figures of two readers on the same comments: per label, all in one, and how sure that is."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt

from engine.nlp.asking.clauses import Numbers
from engine.nlp.asking.reader import LABELS

RESAMPLES = 1000
_TINY = 1e-9

Counts = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LabelFigures:
    """How well one label is found; count is of comments that people gave it."""

    label: str
    count: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Figures:
    """One reader's figures; macro is the mean F1 of the labels that have examples."""

    labels: tuple[LabelFigures, ...]
    macro: float

    def f1(self, label: str) -> float:
        """F1 of a label, 0 where nobody gave it."""
        return next((row.f1 for row in self.labels if row.label == label), 0.0)

    def as_dict(self) -> dict[str, object]:
        """The same as plain JSON."""
        return asdict(self)


def figures(given: Sequence[str], read: Sequence[str]) -> Figures:
    """Compare what was read with what people said."""
    hits, found, wanted = _counts(given, read).sum(axis=1)
    rows = [
        LabelFigures(
            label=label,
            count=int(wanted[number]),
            precision=float(hits[number] / max(found[number], 1)),
            recall=float(hits[number] / wanted[number]),
            f1=float(2 * hits[number] / (found[number] + wanted[number])),
        )
        for number, label in enumerate(LABELS)
        if wanted[number]
    ]
    macro = sum(row.f1 for row in rows) / len(rows) if rows else 0.0
    return Figures(tuple(rows), macro)


def share_better(
    given: Sequence[str], old: Sequence[str], new: Sequence[str], *, groups: Numbers, seed: int
) -> float:
    """Share of resamples in which the new macro-F1 is above the old, 0 to 1.

    A paired bootstrap: Efron & Tibshirani, "An Introduction to the Bootstrap", 1993; what is not
    independent is drawn together.
    """
    drawn = np.random.default_rng(seed).multinomial(
        groups.max() + 1, np.full(groups.max() + 1, 1 / (groups.max() + 1)), size=RESAMPLES
    )
    weights = drawn[:, groups].astype(np.float64)
    before, after = (_macros(_counts(given, read), weights) for read in (old, new))
    return float((after > before + _TINY).mean())


def _counts(given: Sequence[str], read: Sequence[str]) -> Counts:
    """Tell for each comment and label: hit, found, wanted; (3, comments, labels)."""
    wanted = np.array([[label == said for label in LABELS] for said in given])
    found = np.array([[label == seen for label in LABELS] for seen in read])
    return np.stack([wanted & found, found, wanted]).astype(np.float64)


def _macros(counts: Counts, weights: Counts) -> Counts:
    hits, found, wanted = (weights @ table for table in counts)
    scores = 2 * hits / np.maximum(found + wanted, 1)
    there = wanted > 0
    means: Counts = (scores * there).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
    return means

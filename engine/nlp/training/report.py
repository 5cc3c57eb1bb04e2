"""Figures of a cross-validation: by pool with intervals, by category, length and script."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from engine.nlp.asking.decision import ASKING
from engine.nlp.calibration import calibration_error, reliability
from engine.nlp.characters import simplify
from engine.nlp.training.rows import FILES
from engine.nlp.training.validation import POOLS, Predicted

RESAMPLES = 1_000
_SEED = 20261122
_LENGTHS = (15, 40, 80, 10_000)
_FEW = 5
_MIDDLE = (2.5, 97.5)

Hits = npt.NDArray[np.bool_]


def report(predicted: Sequence[Predicted]) -> Iterator[str]:
    """Give the lines of the report."""
    for name, members in POOLS.items():
        pool = [one for one in predicted if FILES.index(one.row.file) in members]
        yield from _by_label(name, pool)
    fine = [one for one in predicted if FILES.index(one.row.file) != POOLS["cues"][0]]
    yield "\nproduct_request by group (F1, requests, comments), dev and more"
    yield from _by_group("category", fine, lambda one: one.row.category)
    yield from _by_group("length", fine, lambda one: _length(one.row.text))
    yield from _by_group("script", fine, lambda one: _script(one.row.text))
    yield "\nconfidence of request or not, all: from, comments, mean confidence, right"
    yield from _calibration(predicted)


def f1(gold: Hits, found: Hits) -> float:
    """Give F1 of two sets of marks; 0 where neither holds any."""
    return float(2 * (gold & found).sum() / max(1, gold.sum() + found.sum()))


def interval(gold: Hits, found: Hits) -> tuple[float, float]:
    """Give the 95 % interval of F1 by drawing comments with replacement."""
    chance = np.random.default_rng(_SEED)
    drawn = chance.integers(0, len(gold), (RESAMPLES, len(gold)))
    values = [f1(gold[rows], found[rows]) for rows in drawn]
    low, high = np.percentile(values, _MIDDLE)
    return float(low), float(high)


def _by_label(name: str, pool: Sequence[Predicted]) -> Iterator[str]:
    coarse = any(one.row.label == "not_request" for one in pool)
    labels = ASKING[1:] if coarse else sorted({one.row.label for one in pool})
    yield f"\n{name}: {len(pool)} comments; F1 (95 % interval)"
    for label in labels:
        gold = np.array([one.row.label == label for one in pool])
        found = np.array([one.reading.label == label for one in pool])
        low, high = interval(gold, found)
        yield f"  {label:16} {f1(gold, found):.3f} ({low:.3f} to {high:.3f}), {gold.sum()} in gold"


def _by_group(
    title: str, pool: Sequence[Predicted], group: Callable[[Predicted], str]
) -> Iterator[str]:
    names = sorted({group(one) for one in pool})
    for name in names:
        members = [one for one in pool if group(one) == name]
        gold = np.array([one.row.label == "product_request" for one in members])
        found = np.array([one.reading.label == "product_request" for one in members])
        few = "" if gold.sum() >= _FEW else " (few)"
        yield f"  {title} {name}: {f1(gold, found):.2f}, {gold.sum()}, {len(members)}{few}"


def _length(text: str) -> str:
    return next(f"up to {most:6}" for most in _LENGTHS if len(text) <= most)


def _script(text: str) -> str:
    return "simplified" if simplify(text) == text else "traditional"


def _calibration(predicted: Sequence[Predicted]) -> Iterator[str]:
    sure = [one.reading.confidence for one in predicted]
    right = [
        (one.row.label in ASKING) == (one.reading.label in ASKING)
        and (one.row.label not in ASKING or one.row.label == one.reading.label)
        for one in predicted
    ]
    for line in reliability(sure, right):
        yield f"  {line}"
    yield f"  expected calibration error {calibration_error(reliability(sure, right)):.3f}"

"""B-cubed and pairwise F1 of a grouping, with intervals by bootstrap over wishes.

B-cubed: Bagga and Baldwin, "Entity-Based Cross-Document Coreferencing Using the Vector Space
Model", 1998. The bootstrap draws wishes, not rows: rows of one wish stand or fall together.
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DRAWS = 2000
SEED = 20


@dataclass(frozen=True, slots=True)
class Score:
    """F1 of both kinds, 0 to 1, and the 95 % interval of each."""

    b_cubed: float
    pairwise: float
    b_cubed_interval: tuple[float, float]
    pairwise_interval: tuple[float, float]

    @property
    def mean(self) -> float:
        """Return the mean of both F1, by which a setting is called the best."""
        return (self.b_cubed + self.pairwise) / 2


@dataclass(frozen=True, slots=True)
class _Sums:
    """For each wish: its rows, the sums of their precision and recall, and its pairs."""

    rows: NDArray[np.float64]
    precision: NDArray[np.float64]
    recall: NDArray[np.float64]
    together: NDArray[np.float64]
    in_wish: NDArray[np.float64]
    in_cluster: NDArray[np.float64]


def score(gold: Sequence[Hashable], found: Sequence[Hashable], *, draws: int = DRAWS) -> Score:
    """Score a grouping; without draws the intervals are the figures themselves."""
    sums = _sums(gold, found)
    once = np.ones((1, len(sums.rows)))
    (b_cubed,), (pairwise,) = _b_cubed(sums, once), _pairwise(sums, once)
    wishes = len(sums.rows)
    drawn = np.random.default_rng(SEED).multinomial(wishes, [1 / wishes] * wishes, size=draws)
    times = drawn.astype(np.float64) if draws else once
    return Score(
        float(b_cubed),
        float(pairwise),
        _interval(_b_cubed(sums, times)),
        _interval(_pairwise(sums, times)),
    )


def _sums(gold: Sequence[Hashable], found: Sequence[Hashable]) -> _Sums:
    pairs = list(zip(gold, found, strict=True))
    cell, wish, cluster = Counter(pairs), Counter(gold), Counter(found)
    place = {one: row for row, one in enumerate(wish)}
    table = np.zeros((6, len(wish)))
    for (one, other), n in cell.items():
        # a pair of one cluster counts half for the wish of either row
        table[:, place[one]] += (
            n,
            n * n / cluster[other],
            n * n / wish[one],
            n * (n - 1) / 2,
            n * (wish[one] - 1) / 2,
            n * (cluster[other] - 1) / 2,
        )
    return _Sums(*table)


def _b_cubed(sums: _Sums, times: NDArray[np.float64]) -> NDArray[np.float64]:
    precision = times @ sums.precision / (times @ sums.rows)
    recall = times @ sums.recall / (times @ sums.rows)
    return np.asarray(2 * precision * recall / (precision + recall))


def _pairwise(sums: _Sums, times: NDArray[np.float64]) -> NDArray[np.float64]:
    possible = times @ (sums.in_wish + sums.in_cluster)
    return np.asarray(2 * (times @ sums.together) / np.where(possible > 0, possible, 1))


def _interval(figures: NDArray[np.float64]) -> tuple[float, float]:
    low, high = np.quantile(figures, [0.025, 0.975])
    return float(low), float(high)

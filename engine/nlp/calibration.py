"""Calibration: whether a confidence of 0.8 is right eight times in ten, and a cure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_COLDEST, _HOTTEST = -3.0, 3.0  # log of the temperature
_GOLDEN = (5**0.5 - 1) / 2
_STEPS = 40

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers whose confidence lies from low to high; mean and right are shares of 1."""

    low: float
    high: float
    count: int
    mean: float
    right: float


def reliability(confidence: Sequence[float], right: Sequence[bool], *, bins: int = 10) -> list[Bin]:
    """Compare confidence with how often it was right, in bins of equal width without empty ones.

    Raises:
        ValueError: The two have not the same length.
    """
    if len(confidence) != len(right):
        raise ValueError("Each confidence needs to know whether it was right.")
    sure, hits = np.asarray(confidence, dtype=np.float64), np.asarray(right, dtype=bool)
    numbers = np.clip((sure * bins).astype(np.int64), 0, bins - 1)
    return [
        Bin(
            low=number / bins,
            high=(number + 1) / bins,
            count=int(inside.sum()),
            mean=float(sure[inside].mean()),
            right=float(hits[inside].mean()),
        )
        for number in range(bins)
        if (inside := numbers == number).any()
    ]


def calibration_error(table: Sequence[Bin]) -> float:
    """Expected calibration error, 0 to 1.

    Naeini et al., "Obtaining Well Calibrated Probabilities Using Bayesian Binning", 2015.
    """
    total = sum(row.count for row in table)
    return sum(row.count * abs(row.mean - row.right) for row in table) / total if total else 0.0


def fit_temperature(scores: Numbers, targets: npt.NDArray[np.int64]) -> float:
    """Find what raw scores are divided by, so that their softmax is as likely as can be.

    Guo et al., "On Calibration of Modern Neural Networks", 2017; the order of classes stays.
    """

    def surprise(log_temperature: float) -> float:
        cooled = scores / np.exp(log_temperature)
        top = cooled.max(axis=1)
        total = top + np.log(np.exp(cooled - top[:, None]).sum(axis=1))
        return float((total - cooled[np.arange(len(targets)), targets]).sum())

    low, high = _COLDEST, _HOTTEST
    for _ in range(_STEPS):
        left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        low, high = (low, right) if surprise(left) < surprise(right) else (left, high)
    return float(np.exp((low + high) / 2))

"""How alike two wishes are: meaning by vectors, the thing asked for by shared terms."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.nlp.concepts import opposed, weight
from engine.nlp.wish import Wish

FEATURES = (
    "cosine of the vectors",
    "share of the terms that both hold, by rarity",
    "rarity of what both hold (log)",
    "same direction asked for",
    "length of the longer content (log)",
    "other thing",
    "other product",
    "opposite direction",
)


@dataclass(frozen=True, slots=True)
class Policy:
    """When wishes join; weights and threshold belong to one encoder, so the version names both.

    `weights` stand in the order of FEATURES, the constant last. `benchmarks/learn_similarity.py`
    prints them, scaled so that 0.5 is the threshold with the best F1. Set by hand: a threshold
    above that, because a wrong neighbour costs trust and a second cluster costs one merge; and
    the last two, the guards, because fans of a fridge must not stand behind a washing machine.
    """

    version: str = "wish-1/use-m3/1"
    threshold: float = 0.56
    weights: tuple[float, ...] = (
        7.344,
        2.018,
        0.596,
        0.899,
        0.663,
        -0.868,
        -6.0,
        -6.0,
        -6.395,
    )
    representatives: int = 10
    top_k: int = 8


DEFAULT = Policy()


def similarities(wish: Wish, others: Sequence[Wish], *, policy: Policy) -> list[float]:
    """Return how likely a wish asks the same as each of the others, 0 to 1."""
    logits = features(wish, others) @ np.array(policy.weights[:-1]) + policy.weights[-1]
    likely: list[float] = (1 / (1 + np.exp(-logits))).tolist()
    return likely


def features(wish: Wish, others: Sequence[Wish]) -> NDArray[np.float64]:
    """Compare a wish with others: one row for each, one column for each of FEATURES."""
    cosines = np.stack([other.vector for other in others]) @ wish.vector
    rows = [
        _compare(wish, other, cosine=cosine)
        for other, cosine in zip(others, cosines.tolist(), strict=True)
    ]
    return np.array(rows)


def _compare(one: Wish, other: Wish, *, cosine: float) -> tuple[float, ...]:
    shared = math.fsum(map(weight, one.terms & other.terms))
    return (
        cosine,
        shared / max(one.weight + other.weight - shared, 1.0),
        math.log1p(shared),
        float(not one.poles.isdisjoint(other.poles)),
        math.log(max(len(one.content), len(other.content), 1)),
        float(_apart(one.things, other.things)),
        float(_apart(one.products, other.products)),
        float(opposed(one.poles, other.poles)),
    )


def _apart(some: frozenset[str], others: frozenset[str]) -> bool:
    """Tell whether both name something, and nothing in common."""
    return bool(some and others) and some.isdisjoint(others)

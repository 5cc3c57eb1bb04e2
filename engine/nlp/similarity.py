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
    "length of the shorter text (log)",
    "length of the longer text (log)",
    "length of the shorter content (log)",
    "length of the longer content (log)",
    "other thing",
    "other product",
    "opposite direction",
)


@dataclass(frozen=True, slots=True)
class Policy:
    """When wishes join; weights and thresholds belong to one encoder, so the version names all.

    `weights` stand in the order of FEATURES, the constant last; `benchmarks/learn_similarity.py`
    prints them. A wish joins where it is at least `threshold` like a cluster; a second look joins
    clusters from `join` on, on average, and divides one below `divide`. Set by hand: the first
    above what scores best, because a wrong neighbour costs trust and the second look joins what
    was left apart; and the guards: fans of a fridge must not stand behind a washing machine.
    """

    version: str = "wish-1/wishes-b6f8fc2d"
    threshold: float = 0.4
    weights: tuple[float, ...] = (
        9.977,
        1.539,
        0.489,
        0.583,
        -0.046,
        -0.313,
        0.271,
        0.6,
        -1.012,
        -6.0,
        -6.0,
        -8.402,
    )
    representatives: int = 10
    top_k: int = 8
    # A second look sees whole clusters: it may join what one wish alone was too little for.
    join: float = 0.21
    divide: float = 0.08


DEFAULT = Policy()
# Without lengths of texts: what the encoder in the wheel was measured with.
PLAIN = Policy(
    version="wish-1/use-m3/1",
    threshold=0.56,
    weights=(7.344, 2.018, 0.596, 0.899, 0.0, 0.0, 0.0, 0.663, -0.868, -6.0, -6.0, -6.395),
    join=0.56,
    divide=0.31,
)


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
        *_lengths(one.text, other.text),
        *_lengths(one.content, other.content),
        float(_apart(one.things, other.things)),
        float(_apart(one.products, other.products)),
        float(opposed(one.poles, other.poles)),
    )


def _lengths(one: str, other: str) -> tuple[float, float]:
    """Give the logs of the lengths, the shorter first: a story around a wish blurs its vector."""
    shorter, longer = sorted((len(one), len(other)))
    return math.log(max(shorter, 1)), math.log(max(longer, 1))


def _apart(some: frozenset[str], others: frozenset[str]) -> bool:
    """Tell whether both name something, and nothing in common."""
    return bool(some and others) and some.isdisjoint(others)

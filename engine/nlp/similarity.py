"""How alike two wishes are: meaning by vectors, the thing asked for by shared terms."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.nlp.wish import Wish


@dataclass(frozen=True, slots=True)
class Policy:
    """When wishes join; thresholds belong to one encoder, so the version names both."""

    version: str = "wish-1/use-m3/1"
    threshold: float = 0.62
    term_weight: float = 0.35
    representatives: int = 8
    top_k: int = 8


DEFAULT = Policy()


def similarities(wish: Wish, others: Sequence[Wish], *, policy: Policy) -> list[float]:
    """Return how alike a wish is to each of the others, 0 to 1."""
    cosines = np.stack([other.vector for other in others]) @ wish.vector
    return [
        (1 - policy.term_weight) * max(float(cosine), 0.0)
        + policy.term_weight * overlap(wish.terms, other.terms)
        for cosine, other in zip(cosines, others, strict=True)
    ]


def overlap(some: frozenset[str], others: frozenset[str]) -> float:
    """Return the share of the smaller set that both hold."""
    smaller = min(len(some), len(others))
    return len(some & others) / smaller if smaller else 0.0

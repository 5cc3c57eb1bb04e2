"""What was decided about a wish, and the why that a person can check."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from engine.nlp.concepts import weight
from engine.nlp.similarity import Policy
from engine.nlp.wish import Wish

_QUOTES = 3
_SHOWN_TERMS = 8


@dataclass(frozen=True, slots=True)
class Quote:
    """A wish that was already there, and how alike it is."""

    text: str
    similarity: float
    key: str


@dataclass(frozen=True, slots=True)
class RunnerUp:
    """The best cluster that was not chosen."""

    cluster_key: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Why:
    """What a person needs to believe a decision."""

    nearest: tuple[Quote, ...]
    shared_terms: tuple[str, ...]
    threshold: float
    version: str
    runner_up: RunnerUp | None

    def as_dict(self) -> dict[str, Any]:
        """Return plain values that JSON can hold."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Decision:
    """Where a wish went; `similarity` is None when there was nothing to compare with."""

    wish_key: str
    cluster_key: str
    joined: bool
    is_representative: bool
    similarity: float | None
    why: Why


@dataclass(frozen=True, slots=True)
class Compared:
    """One representative beside the wish."""

    other: Wish
    similarity: float
    shared_terms: frozenset[str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One cluster beside the wish, with all its representatives."""

    row: int
    key: str
    compared: tuple[Compared, ...]

    @property
    def similarity(self) -> float:
        """Return the mean likeness of the two most alike: one odd member must not pull alone."""
        best = sorted((found.similarity for found in self.compared), reverse=True)[:2]
        return round(sum(best) / len(best), 4)


def explain(ranked: Sequence[Candidate], *, policy: Policy, joined: bool) -> Why:
    """Tell what spoke for the best candidate, and which was the next."""
    found = ranked[0].compared if ranked else ()
    nearest = sorted(found, key=lambda compared: -compared.similarity)[:_QUOTES]
    shared = nearest[0].shared_terms if nearest else frozenset()
    others = ranked[1:] if joined else ranked
    return Why(
        nearest=tuple(Quote(c.other.text, round(c.similarity, 4), c.other.key) for c in nearest),
        shared_terms=tuple(sorted(shared, key=lambda term: (-weight(term), term))[:_SHOWN_TERMS]),
        threshold=policy.threshold,
        version=policy.version,
        runner_up=RunnerUp(others[0].key, others[0].similarity) if others else None,
    )

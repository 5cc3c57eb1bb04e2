"""Grouping: each wish joins the nearest cluster of the same wish, or founds one."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from engine.nlp.encoder import unit_rows
from engine.nlp.similarity import DEFAULT, Policy, similarities
from engine.nlp.wish import Vector, Wish, make_wish

__all__ = [
    "DEFAULT",
    "Decision",
    "Grouper",
    "KnownCluster",
    "Policy",
    "Quote",
    "Why",
    "Wish",
    "make_wish",
]

_QUOTES = 3
_SHOWN_TERMS = 8
_FIRST_ROWS = 64


@dataclass(slots=True, eq=False)
class KnownCluster:
    """The state a decision may depend on; the grouper changes it as wishes join."""

    key: str
    centroid_sum: Vector
    size: int
    representatives: list[Wish] = field(default_factory=list)


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
class _Candidate:
    """One stored cluster beside the wish, with the likeness to each of its representatives."""

    index: int
    cluster: KnownCluster
    similarity: float
    quotes: tuple[Quote, ...]


class Grouper:
    """Assigns wishes one by one; the same wishes in the same order give the same clusters.

    Holds its clusters in memory, changes them in place, and knows no database: a caller loads
    what is near, assigns a batch, and writes `touched` back.
    """

    def __init__(self, *, clusters: Iterable[KnownCluster] = (), policy: Policy = DEFAULT) -> None:
        """Start from stored clusters, or from none."""
        self.policy = policy
        self._clusters: list[KnownCluster] = []
        self._centroids = np.zeros((0, 0), dtype=np.float32)
        self._touched: dict[str, KnownCluster] = {}
        self._founded = 0
        for cluster in clusters:
            self._hold(cluster)

    @property
    def clusters(self) -> Sequence[KnownCluster]:
        """Return every cluster held, in order of arrival."""
        return self._clusters

    @property
    def touched(self) -> Sequence[KnownCluster]:
        """Return the clusters that are new or changed, in order of the first change."""
        return list(self._touched.values())

    def assign(self, wish: Wish) -> Decision:
        """Let a wish join the most similar cluster, or found one."""
        ranked = self._ranked(wish)
        joined = bool(ranked) and ranked[0].similarity >= self.policy.threshold
        if joined:
            cluster, others = ranked[0].cluster, ranked[1:]
            is_representative = self._join(ranked[0], wish)
        else:
            cluster, others = self._found(wish), ranked
            is_representative = True
        self._touched[cluster.key] = cluster
        return Decision(
            wish_key=wish.key,
            cluster_key=cluster.key,
            joined=joined,
            is_representative=is_representative,
            similarity=ranked[0].similarity if ranked else None,
            why=self._why(wish, ranked, others),
        )

    def _ranked(self, wish: Wish) -> list[_Candidate]:
        """Return the nearest clusters, the most similar first; ties go to the older."""
        candidates = [self._candidate(index, wish) for index in self._nearest(wish.vector)]
        return sorted(candidates, key=lambda found: (-found.similarity, found.index))

    def _nearest(self, vector: Vector) -> list[int]:
        """Return the rows of the nearest centroids by exact search."""
        count = len(self._clusters)
        if not count:
            return []
        cosines = self._centroids[:count] @ vector
        top = min(self.policy.top_k, count)
        return sorted(np.argpartition(-cosines, top - 1)[:top].tolist())

    def _candidate(self, index: int, wish: Wish) -> _Candidate:
        cluster = self._clusters[index]
        scores = similarities(wish, cluster.representatives, policy=self.policy)
        order = sorted(range(len(scores)), key=lambda i: (-scores[i], i))
        quotes = tuple(
            Quote(
                cluster.representatives[i].text, round(scores[i], 4), cluster.representatives[i].key
            )
            for i in order[:_QUOTES]
        )
        return _Candidate(index, cluster, cluster_similarity(scores), quotes)

    def _join(self, chosen: _Candidate, wish: Wish) -> bool:
        cluster = chosen.cluster
        cluster.centroid_sum = cluster.centroid_sum + wish.vector
        cluster.size += 1
        self._centroids[chosen.index] = unit_rows(cluster.centroid_sum)
        is_new = all(wish.content != known.content for known in cluster.representatives)
        if is_new and len(cluster.representatives) < self.policy.representatives:
            cluster.representatives.append(wish)
            return True
        return False

    def _found(self, wish: Wish) -> KnownCluster:
        self._founded += 1
        cluster = KnownCluster(f"new:{self._founded}", wish.vector.copy(), 1, [wish])
        self._hold(cluster)
        return cluster

    def _hold(self, cluster: KnownCluster) -> None:
        """Add a cluster; the matrix doubles when full, so that adding stays cheap."""
        count = len(self._clusters)
        if count == len(self._centroids):
            grown = np.zeros(
                (max(_FIRST_ROWS, 2 * count), len(cluster.centroid_sum)), dtype=np.float32
            )
            grown[:count] = self._centroids[:count] if count else grown[:0]
            self._centroids = grown
        self._centroids[count] = unit_rows(cluster.centroid_sum)
        self._clusters.append(cluster)

    def _why(self, wish: Wish, ranked: Sequence[_Candidate], others: Sequence[_Candidate]) -> Why:
        best = ranked[0] if ranked else None
        nearest = best.quotes if best else ()
        known = {other.key: other for other in best.cluster.representatives} if best else {}
        shared = wish.terms & known[nearest[0].key].terms if nearest else frozenset()
        return Why(
            nearest=nearest,
            shared_terms=tuple(sorted(shared))[:_SHOWN_TERMS],
            threshold=self.policy.threshold,
            version=self.policy.version,
            runner_up=RunnerUp(others[0].cluster.key, round(others[0].similarity, 4))
            if others
            else None,
        )


def cluster_similarity(scores: Sequence[float]) -> float:
    """Return the likeness to a cluster: the mean of its two most alike representatives."""
    best = sorted(scores, reverse=True)[:2]
    return round(sum(best) / len(best), 4) if best else 0.0

"""Grouping: each wish joins the nearest cluster of the same wish, or founds one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from engine.nlp.centroids import Centroids
from engine.nlp.decisions import Candidate, Compared, Decision, Quote, RunnerUp, Why, explain
from engine.nlp.encoder import Vectors
from engine.nlp.similarity import DEFAULT, Policy, similarities
from engine.nlp.wish import Wish, make_wish

__all__ = [
    "DEFAULT",
    "Decision",
    "Grouper",
    "KnownCluster",
    "Policy",
    "Quote",
    "RunnerUp",
    "Why",
    "Wish",
    "make_wish",
]

_BLOCK = 64


@dataclass(slots=True, eq=False)
class KnownCluster:
    """The state a decision may depend on; the grouper changes it as wishes join."""

    key: str
    centroid_sum: Vectors
    size: int
    representatives: list[Wish] = field(default_factory=list)


class Grouper:
    """Assigns wishes in order; the same wishes in the same order give the same clusters.

    Holds its clusters in memory, changes them in place, and knows no database: a caller loads
    what is near, assigns a batch, and writes `touched` back.
    """

    def __init__(self, *, clusters: Iterable[KnownCluster] = (), policy: Policy = DEFAULT) -> None:
        """Start from stored clusters, or from none."""
        self.policy = policy
        self._clusters: list[KnownCluster] = []
        self._centroids: Centroids | None = None
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
        return self.assign_all([wish])[0]

    def assign_all(self, wishes: Sequence[Wish]) -> list[Decision]:
        """Assign wishes in order; quicker than one by one, with the same outcome."""
        decisions = []
        for start in range(0, len(wishes), _BLOCK):
            block = wishes[start : start + _BLOCK]
            centroids = self._centroids_for(block[0].vector)
            centroids.face(np.stack([wish.vector for wish in block]))
            decisions += [
                self._assign(
                    wish, self._ranked(wish, centroids.nearest(i, count=self.policy.top_k))
                )
                for i, wish in enumerate(block)
            ]
        return decisions

    def _assign(self, wish: Wish, ranked: Sequence[Candidate]) -> Decision:
        joined = bool(ranked) and ranked[0].similarity >= self.policy.threshold
        cluster = self._clusters[ranked[0].row] if joined else self._found(wish)
        is_representative = self._join(ranked[0], wish) if joined else True
        self._touched[cluster.key] = cluster
        return Decision(
            wish_key=wish.key,
            cluster_key=cluster.key,
            joined=joined,
            is_representative=is_representative,
            similarity=ranked[0].similarity if ranked else None,
            why=explain(ranked, policy=self.policy, joined=joined),
        )

    def _ranked(self, wish: Wish, rows: Sequence[int]) -> list[Candidate]:
        """Compare with the clusters of these rows, the most similar first; ties to the older."""
        known = [(row, other) for row in rows for other in self._clusters[row].representatives]
        if not known:
            return []
        scores = similarities(wish, [other for _, other in known], policy=self.policy)
        compared: dict[int, list[Compared]] = {}
        for (row, other), score in zip(known, scores, strict=True):
            shared = wish.terms & other.terms
            compared.setdefault(row, []).append(Compared(other, score, shared))
        candidates = [
            Candidate(row, self._clusters[row].key, tuple(found)) for row, found in compared.items()
        ]
        return sorted(candidates, key=lambda found: (-found.similarity, found.row))

    def _join(self, chosen: Candidate, wish: Wish) -> bool:
        cluster = self._clusters[chosen.row]
        cluster.centroid_sum = cluster.centroid_sum + wish.vector
        cluster.size += 1
        self._centroids_for(wish.vector).replace(chosen.row, cluster.centroid_sum)
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
        self._centroids_for(cluster.centroid_sum).add(cluster.centroid_sum)
        self._clusters.append(cluster)

    def _centroids_for(self, vector: Vectors) -> Centroids:
        """Return the centroids; the first vector tells their length."""
        if self._centroids is None:
            self._centroids = Centroids(dimensions=len(vector))
        return self._centroids

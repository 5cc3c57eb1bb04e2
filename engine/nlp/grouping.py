"""Grouping: each wish joins the nearest cluster of the same wish, or founds one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from engine.nlp.centroids import Centroids
from engine.nlp.concepts import consumed, machines
from engine.nlp.decisions import (
    Candidate,
    Compared,
    Decision,
    Quote,
    RunnerUp,
    Standing,
    Why,
    explain,
)
from engine.nlp.encoder import Vectors
from engine.nlp.similarity import DEFAULT, Policy, similarities
from engine.nlp.verdicts import NONE, Verdicts
from engine.nlp.wish import Wish, about, make_wish

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
    """The state a decision may depend on; the grouper changes it as wishes join.

    `judged` holds the keys of those members that a verdict of people speaks of.
    """

    key: str
    centroid_sum: Vectors
    size: int
    representatives: list[Wish] = field(default_factory=list)
    judged: set[str] = field(default_factory=set)


def apart(some: Iterable[Wish], others: Iterable[Wish]) -> bool:
    """Tell whether both sides are about products, and none in common.

    A wish that names no product must not be the bridge between those for different ones. Where
    only the context of a side names its product, it rules out others of its own sort alone: who
    says coffee may well mean the fridge that makes the ice for it.
    """
    mine, theirs = about(some), about(others)
    if mine.products & theirs.products:
        return False
    if mine.is_said and theirs.is_said:
        return bool(mine.products and theirs.products)
    return any(sort(mine.products) and sort(theirs.products) for sort in (machines, consumed))


class Grouper:
    """Assigns wishes in order; the same wishes in the same order give the same clusters.

    Holds its clusters in memory, changes them in place, and knows no database: a caller loads
    what is near, assigns a batch, and writes `touched` back. Verdicts of people come before any
    likeness: wishes judged the same end in one cluster, wishes judged different never do.
    """

    def __init__(
        self,
        *,
        clusters: Iterable[KnownCluster] = (),
        policy: Policy = DEFAULT,
        verdicts: Verdicts = NONE,
    ) -> None:
        """Start from stored clusters, or from none."""
        self.policy = policy
        self._verdicts = verdicts
        self._where: dict[str, int] = {}
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
                self._assign(wish, centroids.nearest(i, count=self.policy.top_k))
                for i, wish in enumerate(block)
            ]
        return decisions

    def _assign(self, wish: Wish, rows: Sequence[int]) -> Decision:
        standing = self._standing(wish)
        ranked = self._ranked(wish, rows, home=standing.home)
        chosen = self._chosen(ranked, standing=standing)
        cluster = self._found(wish) if chosen is None else self._clusters[chosen.row]
        is_representative = True if chosen is None else self._join(chosen, wish)
        self._touched[cluster.key] = cluster
        told = chosen or (ranked[0] if ranked else None)
        return Decision(
            wish_key=wish.key,
            cluster_key=cluster.key,
            joined=chosen is not None,
            is_representative=is_representative,
            similarity=told.similarity if told else None,
            why=explain(wish, ranked, policy=self.policy, chosen=chosen, standing=standing),
        )

    def _standing(self, wish: Wish) -> Standing:
        """Look up where people want the wish, and where they do not."""
        if not self._verdicts.names(wish.key):
            return Standing()
        where = self._where
        barred = frozenset(where[key] for key in self._verdicts.rivals(wish.key) if key in where)
        homes = {where[key] for key in self._verdicts.circle(wish.key) if key in where} - barred
        return Standing(home=min(homes, default=None), barred=barred)

    def _chosen(self, ranked: Sequence[Candidate], *, standing: Standing) -> Candidate | None:
        """Pick the home people gave, or else the most alike of those they did not bar."""
        for candidate in ranked:
            if standing.home is not None:
                if candidate.row == standing.home:
                    return candidate
            elif candidate.row not in standing.barred and not candidate.foreign:
                return candidate if candidate.similarity >= self.policy.threshold else None
        return None

    def _ranked(self, wish: Wish, rows: Sequence[int], *, home: int | None) -> list[Candidate]:
        """Compare with the clusters of these rows, the most similar first.

        Ties go to the cluster with the one most alike representative, then to the larger, and
        only then to the older: the order of arrival decides last.
        """
        rows = rows if home is None else sorted({*rows, home})
        known = [(row, other) for row in rows for other in self._clusters[row].representatives]
        others = [other for _, other in known]
        scores = similarities(wish, others, policy=self.policy) if others else []
        compared: dict[int, list[Compared]] = {} if home is None else {home: []}
        for (row, other), score in zip(known, scores, strict=True):
            shared = wish.terms & other.terms
            compared.setdefault(row, []).append(Compared(other, score, shared))
        candidates = [
            Candidate(
                row,
                self._clusters[row].key,
                tuple(found),
                foreign=apart({wish}, self._clusters[row].representatives),
            )
            for row, found in compared.items()
        ]
        return sorted(candidates, key=self._rank)

    def _rank(self, found: Candidate) -> tuple[float, float, int, int]:
        return -found.similarity, -found.best, -self._clusters[found.row].size, found.row

    def _join(self, chosen: Candidate, wish: Wish) -> bool:
        cluster = self._clusters[chosen.row]
        cluster.centroid_sum = cluster.centroid_sum + wish.vector
        cluster.size += 1
        self._note(wish.key, row=chosen.row)
        self._centroids_for(wish.vector).replace(chosen.row, cluster.centroid_sum)
        # of two that say the same, each may know another product
        told = (wish.content, wish.meant)
        is_new = all(told != (known.content, known.meant) for known in cluster.representatives)
        if is_new and len(cluster.representatives) < self.policy.representatives:
            cluster.representatives.append(wish)
            return True
        return False

    def _found(self, wish: Wish) -> KnownCluster:
        self._founded += 1
        cluster = KnownCluster(f"new:{self._founded}", wish.vector.copy(), 1, [wish])
        self._hold(cluster)
        self._note(wish.key, row=len(self._clusters) - 1)
        return cluster

    def _hold(self, cluster: KnownCluster) -> None:
        self._centroids_for(cluster.centroid_sum).add(cluster.centroid_sum)
        self._where.update(dict.fromkeys(cluster.judged, len(self._clusters)))
        self._clusters.append(cluster)

    def _note(self, key: str, *, row: int) -> None:
        """Remember where a wish went that people spoke of."""
        if self._verdicts.names(key):
            self._clusters[row].judged.add(key)
            self._where[key] = row

    def _centroids_for(self, vector: Vectors) -> Centroids:
        """Return the centroids; the first vector tells their length."""
        if self._centroids is None:
            self._centroids = Centroids(dimensions=len(vector))
        return self._centroids

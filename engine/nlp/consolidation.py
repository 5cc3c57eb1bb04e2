"""A second look at clusters: which to join, which to divide, by all representatives at once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.nlp.encoder import unit_rows
from engine.nlp.grouping import KnownCluster, apart
from engine.nlp.similarity import Policy, similarities
from engine.nlp.verdicts import NONE, Verdicts
from engine.nlp.wish import Wish

_HALVES = 2


@dataclass(frozen=True, slots=True)
class Join:
    """Two clusters that ask the same; `one` is the older and takes the other in."""

    one: str
    other: str
    likeness: float
    limit: float
    quotes: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Divide:
    """A cluster that asks for two things: the representatives that stay, and those that go."""

    cluster: str
    stay: tuple[str, ...]
    go: tuple[str, ...]
    likeness: float
    limit: float
    quotes: tuple[str, str]


def to_join(one: KnownCluster, other: KnownCluster, *, policy: Policy) -> Join | None:
    """Return the joining of two clusters, or None.

    Average linkage (Sokal and Michener, 1958) instead of the two most alike. What would be
    divided at once is not joined.
    """
    mine, theirs = one.representatives, other.representatives
    if not mine or not theirs or apart(mine, theirs):
        return None
    likeness = float(_between(mine, theirs, policy=policy).mean())
    if likeness < policy.join:
        return None
    both = keep_representatives([mine, theirs], limit=policy.representatives)
    if _halves(both, policy=policy) is not None:
        return None
    quotes = (mine[0].text, theirs[0].text)
    return Join(one.key, other.key, round(likeness, 4), policy.join, quotes)


def second_look(
    clusters: Sequence[KnownCluster], *, policy: Policy, verdicts: Verdicts = NONE
) -> dict[str, str]:
    """Join clusters held in memory, the most alike first; tells where each one has gone.

    Never joins what the verdicts that the clusters were grouped with hold apart.
    """
    standing = {cluster.key: cluster for cluster in clusters}
    gone: dict[str, str] = {}
    fresh = set(standing)
    while fresh:
        found = _joins(standing, fresh, policy=policy, verdicts=verdicts)
        fresh = set()
        for join in sorted(found, key=lambda join: -join.likeness):
            if join.one in fresh or join.other in fresh:
                continue
            taken = standing.pop(join.other)
            standing[join.one] = _joined(standing[join.one], taken, policy=policy)
            gone[join.other] = join.one
            fresh |= {join.one, join.other}
        fresh &= set(standing)
    return {key: _last(key, gone) for key in gone}


def to_divide(cluster: KnownCluster, *, policy: Policy) -> Divide | None:
    """Return the division of a cluster into the two halves least alike, or None."""
    wishes = cluster.representatives
    found = _halves(wishes, policy=policy)
    if found is None:
        return None
    stay, go, likeness = found
    return Divide(
        cluster=cluster.key,
        stay=tuple(wishes[i].key for i in stay),
        go=tuple(wishes[i].key for i in go),
        likeness=round(likeness, 4),
        limit=policy.divide,
        quotes=(wishes[stay[0]].text, wishes[go[0]].text),
    )


def keep_representatives(groups: Iterable[Sequence[Wish]], *, limit: int) -> list[Wish]:
    """Return the representatives of a joined cluster, by turns from each.

    Each content once for every product that only a context names: each may know another one.
    """
    kept: dict[tuple[str, frozenset[str]], Wish] = {}
    lists = [list(group) for group in groups]
    for place in range(max(map(len, lists), default=0)):
        for group in lists:
            if place < len(group):
                wish = group[place]
                kept.setdefault((wish.content, wish.meant), wish)
    return list(kept.values())[:limit]


def nearer_to_second(
    wish: Wish, first: Sequence[Wish], second: Sequence[Wish], *, policy: Policy
) -> bool:
    """Tell whether a member of a divided cluster goes; in doubt it stays."""
    scores = similarities(wish, [*first, *second], policy=policy)
    return max(scores[len(first) :]) > max(scores[: len(first)])


def _joins(
    standing: Mapping[str, KnownCluster],
    fresh: Collection[str],
    *,
    policy: Policy,
    verdicts: Verdicts,
) -> list[Join]:
    """Compare each changed cluster with those whose centroids are nearest."""
    keys = list(standing)
    centroids = unit_rows(np.stack([standing[key].centroid_sum for key in keys]))
    place = {key: number for number, key in enumerate(keys)}
    pairs: set[tuple[int, int]] = set()
    for key in fresh:
        row = place[key]
        near = np.argsort(-(centroids @ centroids[row]), kind="stable")[: policy.top_k + 1]
        pairs |= {(min(row, other), max(row, other)) for other in near.tolist() if other != row}
    asked = (
        to_join(standing[keys[one]], standing[keys[other]], policy=policy)
        for one, other in sorted(pairs)
        if not _barred(standing[keys[one]], standing[keys[other]], verdicts=verdicts)
    )
    return [join for join in asked if join is not None]


def _barred(one: KnownCluster, other: KnownCluster, *, verdicts: Verdicts) -> bool:
    return any(not other.judged.isdisjoint(verdicts.rivals(key)) for key in one.judged)


def _joined(one: KnownCluster, other: KnownCluster, *, policy: Policy) -> KnownCluster:
    return KnownCluster(
        key=one.key,
        centroid_sum=one.centroid_sum + other.centroid_sum,
        size=one.size + other.size,
        representatives=keep_representatives(
            [one.representatives, other.representatives], limit=policy.representatives
        ),
        judged=one.judged | other.judged,
    )


def _last(key: str, gone: Mapping[str, str]) -> str:
    while key in gone:
        key = gone[key]
    return key


def _halves(wishes: Sequence[Wish], *, policy: Policy) -> tuple[list[int], list[int], float] | None:
    """Split by average linkage; the half with the first wish, the other, the likeness between."""
    if len(wishes) <= 1:
        return None
    likeness = _between(wishes, wishes, policy=policy)
    likeness = (likeness + likeness.T) / 2
    groups = [[i] for i in range(len(wishes))]
    while len(groups) > _HALVES:
        one, other = _most_alike(groups, likeness)
        groups[one] = sorted(groups[one] + groups.pop(other))
    stay, go = sorted(groups)
    between = float(likeness[np.ix_(stay, go)].mean())
    return (stay, go, between) if between < policy.divide else None


def _most_alike(groups: Sequence[Sequence[int]], likeness: NDArray[np.float64]) -> tuple[int, int]:
    pairs = [(one, other) for other in range(len(groups)) for one in range(other)]
    means = [float(likeness[np.ix_(groups[one], groups[other])].mean()) for one, other in pairs]
    return pairs[int(np.argmax(means))]


def _between(
    some: Sequence[Wish], others: Sequence[Wish], *, policy: Policy
) -> NDArray[np.float64]:
    return np.array([similarities(wish, others, policy=policy) for wish in some])

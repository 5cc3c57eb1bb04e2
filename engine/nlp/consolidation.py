"""A second look at clusters: which to join, which to divide, by all representatives at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.nlp.grouping import KnownCluster
from engine.nlp.similarity import Policy, similarities
from engine.nlp.wish import Wish

_HALVES = 2


@dataclass(frozen=True, slots=True)
class Look:
    """How sure a second look must be; the gap between both keeps it from going to and fro.

    Clusters join where the mean likeness between their representatives is at least the policy's
    threshold plus `join`; one divides where that of its two halves is below it minus `divide`.
    """

    join: float = 0.0
    divide: float = 0.25


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


def to_join(
    one: KnownCluster, other: KnownCluster, *, policy: Policy, look: Look = Look()
) -> Join | None:
    """Return the joining of two clusters, or None.

    Average linkage (Sokal and Michener, 1958) instead of the two most alike. What would be
    divided at once is not joined.
    """
    mine, theirs = one.representatives, other.representatives
    if not mine or not theirs:
        return None
    likeness = float(_between(mine, theirs, policy=policy).mean())
    limit = policy.threshold + look.join
    if likeness < limit:
        return None
    both = keep_representatives([mine, theirs], limit=policy.representatives)
    if _halves(both, policy=policy, look=look) is not None:
        return None
    quotes = (mine[0].text, theirs[0].text)
    return Join(one.key, other.key, round(likeness, 4), round(limit, 4), quotes)


def to_divide(cluster: KnownCluster, *, policy: Policy, look: Look = Look()) -> Divide | None:
    """Return the division of a cluster into the two halves least alike, or None."""
    wishes = cluster.representatives
    found = _halves(wishes, policy=policy, look=look)
    if found is None:
        return None
    stay, go, likeness = found
    return Divide(
        cluster=cluster.key,
        stay=tuple(wishes[i].key for i in stay),
        go=tuple(wishes[i].key for i in go),
        likeness=round(likeness, 4),
        limit=round(policy.threshold - look.divide, 4),
        quotes=(wishes[stay[0]].text, wishes[go[0]].text),
    )


def keep_representatives(groups: Iterable[Sequence[Wish]], *, limit: int) -> list[Wish]:
    """Return the representatives of a joined cluster: by turns from each, each content once."""
    kept: dict[str, Wish] = {}
    lists = [list(group) for group in groups]
    for place in range(max(map(len, lists), default=0)):
        for group in lists:
            if place < len(group):
                kept.setdefault(group[place].content, group[place])
    return list(kept.values())[:limit]


def nearer_to_second(
    wish: Wish, first: Sequence[Wish], second: Sequence[Wish], *, policy: Policy
) -> bool:
    """Tell whether a member of a divided cluster goes; in doubt it stays."""
    scores = similarities(wish, [*first, *second], policy=policy)
    return max(scores[len(first) :]) > max(scores[: len(first)])


def _halves(
    wishes: Sequence[Wish], *, policy: Policy, look: Look
) -> tuple[list[int], list[int], float] | None:
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
    return (stay, go, between) if between < policy.threshold - look.divide else None


def _most_alike(groups: Sequence[Sequence[int]], likeness: NDArray[np.float64]) -> tuple[int, int]:
    pairs = [(one, other) for other in range(len(groups)) for one in range(other)]
    means = [float(likeness[np.ix_(groups[one], groups[other])].mean()) for one, other in pairs]
    return pairs[int(np.argmax(means))]


def _between(
    some: Sequence[Wish], others: Sequence[Wish], *, policy: Policy
) -> NDArray[np.float64]:
    return np.array([similarities(wish, others, policy=policy) for wish in some])

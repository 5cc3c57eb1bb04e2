"""The grouper's decisions on a matrix of likeness: quick enough to try every threshold.

Figures are never taken from here for ours as it ships: those come from the `Grouper` itself.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.nlp.encoder import unit_rows
from engine.nlp.similarity import DEFAULT, Policy
from engine.nlp.wish import Wish

BEST = 2


def rehearse(
    wishes: Sequence[Wish],
    likely: NDArray[np.float64],
    *,
    threshold: float,
    policy: Policy = DEFAULT,
) -> list[int]:
    """Group wishes in order; of a policy the numbers of clusters and representatives count."""
    sums = np.zeros((len(wishes), len(wishes[0].vector)), dtype=np.float32)
    units = np.zeros_like(sums)
    members: list[list[int]] = []
    sizes: list[int] = []
    found: list[int] = []
    for row, wish in enumerate(wishes):
        count = len(members)
        near = _nearest(units[:count] @ wish.vector, count=policy.top_k)
        ranked = sorted(_rank(likely[row, members[c]], size=sizes[c], place=c) for c in near)
        if ranked and -ranked[0][0] >= threshold:
            home = ranked[0][-1]
            new = all(wishes[one].content != wish.content for one in members[home])
            if new and len(members[home]) < policy.representatives:
                members[home].append(row)
            sizes[home] += 1
        else:
            home = count
            members.append([row])
            sizes.append(1)
        sums[home] += wish.vector
        units[home] = unit_rows(sums[home])
        found.append(home)
    return found


def _rank(likely: NDArray[np.float64], *, size: int, place: int) -> tuple[float, float, int, int]:
    best = sorted(likely.tolist(), reverse=True)[:BEST]
    return -round(sum(best) / len(best), 4), -best[0], -size, place


def _nearest(cosines: NDArray[np.float32], *, count: int) -> list[int]:
    if count >= len(cosines):
        return list(range(len(cosines)))
    order: list[int] = np.argsort(-cosines, kind="stable")[:count].tolist()
    return sorted(order)

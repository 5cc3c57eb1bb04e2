"""Rings: the same accounts ask together in several ideas, and hardly anybody else is there."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from ideas.integrity.copies import accounts_of, are_bare, chance_of, mostly_established
from ideas.integrity.facts import Ask, Clue, Kind, Proposal
from ideas.integrity.limits import LIMITS, Limits
from ideas.integrity.windows import busiest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from ideas.integrity.base import Base

# The newest; what is compared grows with the cube of it.
_MOST = 60


@dataclass(frozen=True, slots=True)
class Occasion:
    """What some accounts asked of one idea in a short time; `crowd` is how many did in all."""

    idea: int
    since: datetime
    until: datetime
    asks: tuple[Ask, ...]
    crowd: int = 0

    @property
    def fans(self) -> frozenset[int]:
        """Whose accounts."""
        return frozenset(ask.account.fan for ask in self.asks)


def occasions_of(asks: Iterable[Ask], *, limits: Limits = LIMITS) -> list[Occasion]:
    """The stretches of time in which enough accounts to be a ring asked for the same idea."""
    ideas: dict[int, list[Ask]] = defaultdict(list)
    for ask in asks:
        ideas[ask.idea].append(ask)
    found = [one for idea in sorted(ideas) for one in _of_idea(ideas[idea], limits=limits)]
    return sorted(found, key=lambda one: (one.since, one.idea))[-_MOST:]


def rings_in(
    occasions: Sequence[Occasion], *, base: Base, limits: Limits = LIMITS
) -> list[Proposal]:
    """Accounts that were together on occasions of three ideas, each apart from the others.

    Apart is another post, or hours between: a fan who lists three wishes under one post was there
    once. Loyal fans meet often as well, among others; what speaks is that the ring makes at least
    half of who asked each time, or that most of it is young or featureless, above what is usual.
    """
    rings: list[list[Ask]] = []
    for together in _together(occasions, limits=limits):
        fans = frozenset.intersection(*(one.fans for one in together))
        asks = [ask for one in together for ask in one.asks if ask.account.fan in fans]
        if _speaks(asks, together, base=base, limits=limits):
            _join(rings, asks)
    return [_proposal(asks) for asks in rings]


def _of_idea(asks: list[Ask], *, limits: Limits) -> Iterator[Occasion]:
    left = asks
    while True:
        inside = busiest(left, within=limits.together)
        times = [ask.at for ask in inside if ask.at is not None]
        if len(accounts_of(inside)) < limits.fewest[Kind.RING]:
            return
        yield Occasion(inside[0].idea, times[0], times[-1], tuple(inside))
        taken = {ask.comment for ask in inside}
        left = [ask for ask in left if ask.comment not in taken]


def _together(occasions: Sequence[Occasion], *, limits: Limits) -> Iterator[tuple[Occasion, ...]]:
    """Every three occasions, apart from each other, with enough accounts in all of them."""
    fewest = limits.fewest[Kind.RING]
    pairs = {
        (i, j)
        for (i, one), (j, other) in combinations(enumerate(occasions), 2)
        if _apart(one, other, limits=limits) and len(one.fans & other.fans) >= fewest
    }
    for i, j in sorted(pairs):
        both = occasions[i].fans & occasions[j].fans
        for k in range(j + 1, len(occasions)):
            if {(i, k), (j, k)} <= pairs and len(both & occasions[k].fans) >= fewest:
                yield occasions[i], occasions[j], occasions[k]


def _apart(one: Occasion, other: Occasion, *, limits: Limits) -> bool:
    if one.idea == other.idea:
        return False
    if abs(other.since - one.since) >= limits.apart:
        return True
    return not _threads(one) & _threads(other)


def _threads(occasion: Occasion) -> set[int | None]:
    return {ask.thread for ask in occasion.asks}


def _speaks(
    asks: Sequence[Ask], together: Sequence[Occasion], *, base: Base, limits: Limits
) -> bool:
    accounts = accounts_of(asks)
    if len(accounts) < limits.fewest[Kind.RING] or mostly_established(accounts):
        return False
    if all(len(accounts) >= limits.alone * one.crowd for one in together):
        return True
    is_no_chance = chance_of(accounts, base=base) <= limits.chance
    return is_no_chance and are_bare(accounts, limits=limits)


def _join(rings: list[list[Ask]], asks: list[Ask]) -> None:
    """Put what was found with a ring that holds half of these accounts, or make it one."""
    fans = {ask.account.fan for ask in asks}
    for ring in rings:
        held = {ask.account.fan for ask in ring}
        if 2 * len(held & fans) >= min(len(held), len(fans)):
            known = {ask.comment for ask in ring}
            ring.extend(ask for ask in asks if ask.comment not in known)
            return
    rings.append(asks)


def _proposal(asks: list[Ask]) -> Proposal:
    return Proposal(Kind.RING, (tuple(asks),), (Clue.TOGETHER,))

"""Formula support-2: what weights count together, by wording and under the caps of cases."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, combinations
from math import fsum, log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    # What a wording weighs, by the cases its fans are members of: none, one, or several.
    Parts = Mapping[frozenset[int], float]
    Weights = Mapping[int, Parts]
    # What a wording counts at least: its texts without a name are one supporter.
    Floors = Mapping[int, float]

# All subsets of so many cases are tried; of more, the newer ones always cap.
_MOST_TRIED = 8


@dataclass(frozen=True, slots=True)
class Summed:
    """The sum, and what made it less: (of, counted) by wording and by capping case."""

    total: float
    wordings: dict[int, tuple[float, float]]
    cases: dict[int, tuple[float, float]]


def grown(weight: float) -> float:
    """What a group of this weight counts: itself up to one supporter, then 1 + ln of it."""
    return weight if weight <= 1 else 1 + log(weight)


def add_up(
    weights: Weights,
    *,
    floors: Floors,
    caps: Iterable[int] = (),
) -> Summed:
    """Sum what wordings count, at least their floor, with some cases counted as one group each.

    The members of a capped case count together what one text of theirs would. Of all ways to
    take some of the cases out of their wordings the least sum holds: so a cap never raises it,
    and as each of these sums grows with every weight, the least does too.
    """
    whole = {
        wording: (_weight(parts), _counted(parts, floor=floors.get(wording, 0.0)))
        for wording, parts in weights.items()
    }
    everything = fsum(counted for _, counted in whole.values())
    touched = {g: parts for g, parts in weights.items() if any(parts)}
    outside = everything - fsum(whole[g][1] for g in touched)
    known = sorted(set(caps) & {case for parts in touched.values() for case in _cases(parts)})
    taken = min(
        _choices(known), key=lambda chosen: _with_caps(touched, floors=floors, taken=chosen)
    )
    cases = _told(touched, floors=floors, taken=taken, known=known)
    total = outside + _with_caps(touched, floors=floors, taken=taken)
    return Summed(total=total, wordings=whole, cases=cases)


def _weight(parts: Parts) -> float:
    return fsum(parts.values())


def _counted(parts: Parts, *, floor: float, taken: frozenset[int] = frozenset()) -> float:
    left = fsum(weight for cases, weight in parts.items() if not cases & taken)
    return grown(max(left, floor))


def _cases(parts: Parts) -> Iterator[int]:
    return chain.from_iterable(parts)


def _choices(cases: list[int]) -> Iterator[frozenset[int]]:
    """Which cases are taken out, the fewest first."""
    always = cases[_MOST_TRIED:]
    tried = cases[:_MOST_TRIED]
    for size in range(len(tried) + 1):
        for some in combinations(tried, size):
            yield frozenset((*some, *always))


def _of_wordings(
    weights: Weights,
    *,
    floors: Floors,
    taken: frozenset[int],
) -> float:
    return fsum(
        _counted(parts, floor=floors.get(wording, 0.0), taken=taken)
        for wording, parts in weights.items()
    )


def _of_case(weights: Weights, case: int) -> float:
    members = (
        weight for parts in weights.values() for cases, weight in parts.items() if case in cases
    )
    return grown(fsum(members))


def _with_caps(
    weights: Weights,
    *,
    floors: Floors,
    taken: frozenset[int],
) -> float:
    capped = fsum(_of_case(weights, case) for case in sorted(taken))
    return _of_wordings(weights, floors=floors, taken=taken) + capped


def _told(
    weights: Weights,
    *,
    floors: Floors,
    taken: frozenset[int],
    known: Iterable[int],
) -> dict[int, tuple[float, float]]:
    """What each case's members would count without it, and do; taken out one after another."""
    told: dict[int, tuple[float, float]] = {}
    gone: frozenset[int] = frozenset()
    for case in sorted(taken):
        before = _of_wordings(weights, floors=floors, taken=gone)
        gone |= {case}
        of = before - _of_wordings(weights, floors=floors, taken=gone)
        told[case] = (of, _of_case(weights, case))
    here = _of_wordings(weights, floors=floors, taken=gone)
    for case in known:
        if case not in taken:
            of = here - _of_wordings(weights, floors=floors, taken=gone | {case})
            told[case] = (of, of)
    return told

"""The three numbers of an idea, their range, and every discount between fans and effective."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ideas.support.discounts import list_discounts
from ideas.support.evidence import FAN
from ideas.support.formula import Summed, add_up
from ideas.support.weights import UNKNOWN_AT_LEAST, Weight, weigh
from ideas.support.wordings import Wording, find_wordings, in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from ideas.support.evidence import Case, Known, Said

CAP, EXCLUDE = "cap", "exclude"


@dataclass(frozen=True, slots=True)
class Numbers:
    """What stands behind a cluster or an idea; fans is None where nobody is named.

    `effective` lies between `low` (what is unknown counts half, what is suspicious a tenth,
    cases nobody has decided are capped) and `high` (every account counts, no case is capped).
    """

    mentions: int
    fans: int | None
    effective: float
    low: float
    high: float
    likes: int
    discounts: list[dict[str, Any]]
    first_asked_at: datetime | None
    last_asked_at: datetime | None
    votes: int


@dataclass(frozen=True, slots=True)
class Parts:
    """An idea taken apart: who counts with which wording, who beside, who not."""

    wordings: list[Wording]
    weights: Mapping[int, Weight]
    excluded: Mapping[int, int]
    voters: frozenset[int]
    cases: Mapping[int, Case]
    left_out: Mapping[str, int]


def count(known: Known) -> Numbers:
    """Count an idea or a cluster; the same for the same evidence in whatever order it came."""
    said = in_order(
        (one for one in known.said if one.fan is None or known.accounts[one.fan].role == FAN),
        accounts=known.accounts,
    )
    parts = _take_apart(known, said)
    fans = {one.fan for one in said if one.fan is not None} | known.voters
    nameless = any(one.fan is None for one in said)
    counted = _sum(parts, lambda weight: weight.counted, floor=1.0, outcomes=(CAP,))
    low = _sum(parts, lambda weight: weight.low, floor=UNKNOWN_AT_LEAST, outcomes=(CAP, ""))
    high = _sum(parts, lambda _: 1.0, floor=1.0, outcomes=())
    beside = len(known.voters)
    return Numbers(
        mentions=len(said),
        fans=None if nameless and not fans else len(fans),
        effective=round(counted.total + beside, 4),
        low=round(min(low.total, counted.total) + beside, 4),
        high=round(max(high.total, counted.total) + beside, 4),
        likes=sum(one.likes for one in said),
        discounts=list_discounts(parts, counted),
        first_asked_at=said[0].at if said else None,
        last_asked_at=said[-1].at if said else None,
        votes=beside,
    )


def _take_apart(known: Known, said: list[Said]) -> Parts:
    spoke = {one.fan for one in said if one.fan is not None}
    out = {fan: case for fan, case in _excluded(known).items() if fan in spoke - known.voters}
    roles = {one.fan: known.accounts[one.fan].role for one in known.said if one.fan is not None}
    wordings = find_wordings(said)
    for wording in wordings:
        wording.fans = [fan for fan in wording.fans if fan not in out and fan not in known.voters]
    return Parts(
        wordings=wordings,
        weights={fan: weigh(known.accounts[fan].signals) for fan in spoke},
        excluded=out,
        voters=known.voters,
        cases=known.cases,
        left_out=Counter(role for role in roles.values() if role != FAN),
    )


def _excluded(known: Known) -> dict[int, int]:
    """Fans that a person left out, each with the first case that says so."""
    found: dict[int, int] = {}
    for number, case in sorted(known.cases.items()):
        if case.outcome == EXCLUDE:
            found |= {fan: number for fan in case.fans if fan not in found}
    return found


def _sum(
    parts: Parts, weight: Callable[[Weight], float], *, floor: float, outcomes: tuple[str, ...]
) -> Summed:
    caps = {number: case for number, case in parts.cases.items() if case.outcome in outcomes}
    member: dict[int, frozenset[int]] = defaultdict(frozenset)
    for number, case in caps.items():
        for fan in case.fans:
            member[fan] |= {number}
    weights: dict[int, dict[frozenset[int], float]] = {}
    for place, wording in enumerate(parts.wordings):
        by_case: dict[frozenset[int], list[float]] = defaultdict(list)
        for fan in wording.fans:
            by_case[member.get(fan, frozenset())].append(weight(parts.weights[fan]))
        weights[place] = {cases: _exactly(given) for cases, given in by_case.items()}
    floors = {place: floor for place, wording in enumerate(parts.wordings) if wording.nameless}
    return add_up(weights, floors=floors, caps=caps)


def _exactly(weights: list[float]) -> float:
    """The sum, the same in every order."""
    return sum(sorted(weights))

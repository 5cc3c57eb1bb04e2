"""From where on a rule speaks; set so that an honest wave stays below."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from ideas.integrity.facts import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping


def _fewest() -> dict[Kind, int]:
    return {Kind.COPIES: 10, Kind.THREAD_BURST: 10, Kind.RING: 5, Kind.NEWBORN: 10}


@dataclass(frozen=True, slots=True)
class Limits:
    """Counts are of accounts, shares from 0 to 1, lengths in folded characters."""

    # accounts of a case; a further wave of a decided one needs fewer
    fewest: Mapping[Kind, int] = field(default_factory=_fewest)
    further: int = 5
    # accounts with one wording that are judged at all
    family: int = 3
    # "most of them", where their signals are known
    most: float = 0.6
    # by chance, among all wordings of an idea together (false discovery rate)
    chance: float = 0.001
    # a shorter text is hit upon by many, each for themselves
    long_text: int = 10
    window: timedelta = timedelta(hours=1)
    within_window: float = 0.8
    first_seen: float = 0.9
    # so many wordings may be handed on by reposts without that time speaks; more are a list
    handed_on: int = 2
    # in a thread: accounts with wordings that are judged at all
    shared: float = 0.6
    # a ring: within what time is together, what is apart, and how alone there
    together: timedelta = timedelta(minutes=30)
    apart: timedelta = timedelta(hours=6)
    alone: float = 0.5
    # newborn accounts: stretches of time that are judged, beside all of it; how much of one is
    # bare at least, and how many times what is usual
    stretches: tuple[timedelta, ...] = (timedelta(hours=1), timedelta(days=1), timedelta(days=7))
    newborn: float = 0.5
    far_above: float = 3.0


LIMITS = Limits()

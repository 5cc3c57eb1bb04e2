"""Reckon the scorecard of a period: one count a measure, whatever the number of rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ideas.scorecard import Share
from ideas.scorecard.shares import Step, funnel
from ideas.services.scorecard.measures import FUNNEL, MEASURES, Scope, rows_behind
from ideas.services.scorecard.statuses import status_times

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ideas.services.scorecard.statuses import StatusTimes

# The measures of which each rate is the share: part and whole.
RATES = {
    "response": ("answered", "answers_due"),
    "resolution": ("decided", "to_decide"),
    "satisfaction": ("satisfied", "heard"),
}


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with the measures it is of; a measure nobody counts yet gives none."""

    name: str
    part: str
    whole: str
    share: Share


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The rates, the funnel, and the times in each status, of one period."""

    scope: Scope
    rates: Sequence[Rate]
    funnel: Sequence[Step]
    statuses: Sequence[StatusTimes]


def reckon_scorecard(scope: Scope) -> Scorecard:
    """Count every measure of the period once."""
    return Scorecard(
        scope=scope,
        rates=[_rate(name, *of, scope=scope) for name, of in RATES.items()],
        funnel=funnel({name: _count(name, scope=scope) for name in FUNNEL}),
        statuses=status_times(scope),
    )


def _rate(name: str, part: str, whole: str, *, scope: Scope) -> Rate:
    share = Share(_count(part, scope=scope), _count(whole, scope=scope))
    return Rate(name, part, whole, share)


def _count(name: str, *, scope: Scope) -> int | None:
    return rows_behind(name, scope=scope).count() if name in MEASURES else None

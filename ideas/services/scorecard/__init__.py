"""The scorecard: numbers of a period, and the rows behind each."""

from ideas.services.scorecard.measures import MEASURES, Measure, Scope, rows_behind
from ideas.services.scorecard.reckoning import Scorecard, reckon_scorecard
from ideas.services.scorecard.statuses import StatusTimes

__all__ = [
    "MEASURES",
    "Measure",
    "Scope",
    "Scorecard",
    "StatusTimes",
    "reckon_scorecard",
    "rows_behind",
]

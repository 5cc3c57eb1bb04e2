"""How many requests to expect: the series' own past, the hour of the day, the volume around it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

# A week ago weighs half of now: wishes come up and go within weeks.
HALF_LIFE_HOURS = 7 * 24.0
# Nothing older weighs anything worth reading.
REMEMBERED_HOURS = 8 * HALF_LIFE_HOURS
# What is known before anything was seen: half a request in a day.
_PRIOR_REQUESTS, _PRIOR_HOURS = 0.5, 24.0
# So many of everything are mixed into each hour of the day, until days have told its shape.
_EVEN = 50.0
# So many hours of the common shape are mixed into what a series tells of an hour of its own.
_COMMON_HOURS = 12.0
# A rise of everything raises what is expected of each series, but hides no burst for good.
_MOST_VOLUME = 10.0


@dataclass(frozen=True, slots=True)
class Past:
    """What came before: requests and hours, both weighed by their age."""

    requests: float
    hours: float

    @property
    def rate(self) -> float:
        """Requests an hour, by a Gamma prior and a Poisson past."""
        return self.evidence / (_PRIOR_HOURS + self.hours)

    @property
    def evidence(self) -> float:
        """The shape of the Gamma: how much the rate stands on."""
        return _PRIOR_REQUESTS + self.requests


def weight_at(age_hours: float) -> float:
    """What something so old weighs, 1 for now."""
    return math.exp2(-age_hours / HALF_LIFE_HOURS)


def hours_weighed(known_hours: float) -> float:
    """The hours of a past that is known for so long, weighed by age."""
    known = min(max(known_hours, 0.0), REMEMBERED_HOURS)
    return HALF_LIFE_HOURS / math.log(2) * (1.0 - weight_at(known))


def shape_of_day(by_hour: Sequence[float]) -> list[float]:
    """How much busier than its mean each of the 24 hours of a day is."""
    smooth = [count + _EVEN for count in by_hour]
    mean = sum(smooth) / len(smooth)
    return [count / mean for count in smooth]


def own_shape(by_hour: Mapping[int, float], *, past: Past, shape: Sequence[float]) -> list[float]:
    """How much busier than its mean each hour of the day is for one series.

    `by_hour` is its past by hour of the day; an hour is told of by its neighbours too, and by the
    common shape as long as the series itself tells little.
    """
    told_hours = 3 * past.hours / 24
    return [
        (
            _COMMON_HOURS * common
            + sum(by_hour.get((hour + near) % 24, 0.0) for near in (-1, 0, 1)) / past.rate
        )
        / (_COMMON_HOURS + told_hours)
        for hour, common in enumerate(shape)
    ]


def hours_in(window: int, *, until: datetime, shape: Sequence[float]) -> float:
    """The hours of a window of so many minutes that ends then, weighed by how busy they are.

    `until` is local time: its hour is that of the shape.
    """
    left, minute, hour, weighed = window, until.minute, until.hour, 0.0
    while left > 0:
        # a window that ends at the full hour takes nothing of that hour
        if minute == 0:
            minute, hour = 60, (hour - 1) % 24
        taken = min(left, minute)
        weighed += taken / 60 * shape[hour]
        left, minute = left - taken, minute - taken
    return weighed


def volume_factor(seen: float, *, expected: float) -> float:
    """How much more than expected comes in on all channels, from 1 to 10.

    It only raises: quiet channels make nothing a burst.
    """
    return min(_MOST_VOLUME, max(1.0, (seen + 1.0) / (expected + 1.0)))

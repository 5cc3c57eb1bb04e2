"""Shares of a whole, and how a funnel narrows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; None is a number nobody knows yet."""

    part: int | None
    whole: int | None

    @property
    def value(self) -> float | None:
        """Part of the whole, 0 to 1; None where there is no whole."""
        if self.part is None or not self.whole:
            return None
        return self.part / self.whole

    @property
    def percent(self) -> float | None:
        """The same in hundredths."""
        return None if self.value is None else 100 * self.value


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of a funnel: how many, and what share of the stage before came so far."""

    name: str
    number: int | None
    of_last: Share


def funnel(numbers: Mapping[str, int | None]) -> list[Step]:
    """The stages in order; a stage not known is left out of the shares."""
    steps: list[Step] = []
    last: int | None = None
    for name, number in numbers.items():
        steps.append(Step(name, number, Share(number, last)))
        last = number if number is not None else last
    return steps

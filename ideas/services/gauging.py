"""The gauge: how many units an idea is expected to sell, against its line's threshold."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ideas.models import Idea


@dataclass(frozen=True, slots=True)
class Gauge:
    """Expected units and the threshold; both None where the product line is not known."""

    expected: int | None
    threshold: int | None

    @property
    def is_reached(self) -> bool:
        """Whether mass production may be approved."""
        if self.expected is None or self.threshold is None:
            return False
        return self.expected >= self.threshold


def gauge_of(idea: Idea, *, effective: float | None = None) -> Gauge:
    """Expected units = effective × the product line's units per supporter, rounded down.

    Reads effective only, as last counted where it is not given.
    """
    line = idea.product_line
    if line is None:
        return Gauge(None, None)
    if effective is None:
        support = getattr(idea, "support", None)
        effective = support.effective if support is not None else 0.0
    expected = Decimal(str(effective)) * line.units_per_supporter
    return Gauge(int(expected), line.mass_threshold)

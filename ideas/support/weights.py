"""How much an account weighs by what its source tells of it; what is not told weighs nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feedback.signals import Signals

# Young, with hardly a follower or a post: most of a bought batch looks so, and some newcomers.
BARE = 0.4
# The same if we were strict, and an account of which nothing speaks for it.
BARE_AT_LEAST = 0.1
UNKNOWN_AT_LEAST = 0.5


@dataclass(frozen=True, slots=True)
class Weight:
    """What an account counts, from above 0 to 1; `low` at least, `signals` by what."""

    counted: float
    low: float
    signals: tuple[str, ...] = ()


NEUTRAL = Weight(1.0, UNKNOWN_AT_LEAST)


def weigh(signals: Signals) -> Weight:
    """Weigh an account; only one known to be young and featureless counts less than one."""
    used = tuple(str(signal) for signal in signals.known)
    if signals.is_bare:
        return Weight(BARE, BARE_AT_LEAST, used)
    if signals.is_established or signals.is_young is False or signals.is_featureless is False:
        return Weight(1.0, 1.0, used)
    return Weight(1.0, UNKNOWN_AT_LEAST, used)

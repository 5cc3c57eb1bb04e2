"""When a series rises: more in a trailing window than chance would bring."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ideas.bursts.expecting import Past

# Trailing windows in minutes, all looked at: a burst of twenty takes minutes or hours. Letting
# the length free is what a scan statistic does (Kulldorff, A spatial scan statistic, 1997).
WINDOWS = (5, 15, 60, 360)
# Fewer are no burst, however rare the wish. Within six hours eight that share a word come together
# by chance under any busy post; of those read, few were worth it.
FLOORS = {5: (8, 5), 15: (8, 5), 60: (8, 5), 360: (12, 8)}
FEWEST_REQUESTS = min(requests for requests, _ in FLOORS.values())
# A term that rises within the longest window, in one thread for the most part, must be so much
# of that thread: else it is a word that everything under that post brings along.
_ONE_THREAD, _STANDS_OUT = 0.5, 0.1
# A window must be this surprising: one in so many (ten to the power of it).
_SURPRISING = 6.0
_TIMES_EXPECTED = 3.0
# Rates change from day to day by more than their past tells: the Gamma is never narrower.
_NARROWEST = 6.0
# A burst is over when its last hour holds less than a floor and what was expected.
QUIET_WINDOW = 60
_QUIET_REQUESTS = 3
_QUIET_TIMES = 2.0


@dataclass(frozen=True, slots=True)
class Rise:
    """The window in which a series is most surprising: how many against how many expected.

    `surprise` is -log10 of the chance to see as many or more.
    """

    window: int
    requests: int
    expected: float
    surprise: float


def find_rise(counts: Mapping[int, int], *, past: Past, hours: Mapping[int, float]) -> Rise | None:
    """Look at the trailing windows of a series; None where none is too much.

    `counts` and `hours` are by window: the requests in it, and its hours weighed by how much is
    expected of them. The chance is that of a negative binomial: a Poisson count whose rate is a
    Gamma of the past. Where Kleinberg (Bursty and hierarchical structure in streams, 2002) infers
    states of a whole stream, this decides as requests come in.
    """
    found = [
        Rise(window, count, expected, surprise(count, expected=expected, evidence=past.evidence))
        for window, count in counts.items()
        if count >= FLOORS[window][0]
        and count >= _TIMES_EXPECTED * (expected := past.rate * hours[window])
    ]
    best = max(found, key=lambda rise: (rise.surprise, -rise.window), default=None)
    return best if best is not None and best.surprise >= _SURPRISING else None


def has_fans(rise: Rise, *, fans: int) -> bool:
    """Whether enough different fans are behind a rise: more where the window is long."""
    return fans >= FLOORS[rise.window][1]


def stands_out(
    rise: Rise, *, threads: Mapping[int, int] | Mapping[str, int], requests: int, around: int
) -> bool:
    """Whether a term that rises slowly is more than a word that a busy thread brings along.

    `threads` are the rise's requests by thread, `requests` how many it has with those of no
    thread, `around` all that the largest of these threads holds in the same time.
    """
    if rise.window < WINDOWS[-1]:
        return True
    largest = max(threads.values(), default=0)
    return largest <= _ONE_THREAD * requests or largest >= _STANDS_OUT * around


def began(times: Sequence[float], *, until: float, window: int) -> float:
    """When a burst began: the first of its times, earlier than the window where they go on so.

    Times are seconds, in order; a gap as long as the window, at most an hour, is where it began.
    """
    inside, gap = until - window * 60, min(window, QUIET_WINDOW) * 60
    first = until
    for at in reversed(times):
        if at <= inside and first - at > gap:
            break
        first = at
    return first


def is_quiet(count: int, *, expected: float) -> bool:
    """Whether the last hour of a burst says that it is over."""
    return count < max(_QUIET_REQUESTS, _QUIET_TIMES * expected)


def surprise(count: int, *, expected: float, evidence: float) -> float:
    """-log10 of the chance of so many or more, of a negative binomial with this mean.

    `evidence` is the shape of the Gamma behind it; a rate that much is known of is still taken
    for no surer than six requests would make it.
    """
    if expected <= 0.0:
        return math.inf
    shape = min(evidence, _NARROWEST)
    failing = shape / (shape + expected)
    first = (
        math.lgamma(count + shape)
        - math.lgamma(shape)
        - math.lgamma(count + 1)
        + shape * math.log(failing)
        + count * math.log1p(-failing)
    )
    return -(first + math.log(_tail(count, shape=shape, more=1.0 - failing))) / math.log(10)


def _tail(count: int, *, shape: float, more: float) -> float:
    """The chances of `count` and all above it, as a multiple of the first of them."""
    total = term = 1.0
    number = count
    while term > total * 1e-9:
        term *= (number + shape) / (number + 1) * more
        total += term
        number += 1
    return total

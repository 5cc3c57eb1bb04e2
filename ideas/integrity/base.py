"""How many accounts are young or featureless anyhow, and whether a group has more by chance."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import exp, lgamma, log
from typing import TYPE_CHECKING

from feedback.signals import Standing
from ideas.integrity.facts import SUSPICIOUS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from ideas.integrity.facts import Account

# Where little is known of a channel: as if 20 accounts had been seen there, 4 of them so.
_PRIOR, _PRIOR_OF = 4, 20


@dataclass(frozen=True, slots=True)
class Base:
    """Per channel: accounts of fans elsewhere whose signals are known, and how many are so.

    `seen` counts the young or featureless, `bare` those who are both.
    """

    seen: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    bare: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, accounts: Iterable[Account], *, alike: Collection[int] = (), here: Collection[int] = ()
    ) -> Base:
        """Count a sample of accounts, without the fans who said `alike`.

        How many are bare is told by those who asked for other things than `here`: a wave that is
        larger than all else would be its own measure.
        """
        sample = list(accounts)
        others = [account for account in known_of(sample) if account.fan not in alike]
        elsewhere = [a for a in sample if a.is_bare is not None and a.fan not in here]
        return cls(
            seen=_counted((a.channel, a.standing in SUSPICIOUS) for a in others),
            bare=_counted((a.channel, bool(a.is_bare)) for a in elsewhere),
        )

    def share(self, accounts: Sequence[Account]) -> float:
        """The share of suspicious accounts to expect among accounts of these channels."""
        if not accounts:
            return _PRIOR / _PRIOR_OF
        return sum(_share(self.seen, account.channel) for account in accounts) / len(accounts)

    def bare_share(self, channel: str) -> float:
        """The share of bare accounts to expect on a channel."""
        return _share(self.bare, channel)

    def sample(self, accounts: Iterable[Account]) -> int:
        """How many accounts the expectation rests on."""
        channels = {account.channel for account in accounts}
        return sum(self.seen.get(channel, (0, 0))[1] for channel in channels)


def _counted(accounts: Iterable[tuple[str, bool]]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for channel, is_so in accounts:
        so, number = found.get(channel, (0, 0))
        found[channel] = (so + is_so, number + 1)
    return found


def _share(seen: Mapping[str, tuple[int, int]], channel: str) -> float:
    so, number = seen.get(channel, (0, 0))
    return (so + _PRIOR) / (number + _PRIOR_OF)


def known_of(accounts: Iterable[Account]) -> list[Account]:
    """Those whose source tells enough to judge them."""
    return [account for account in accounts if account.standing != Standing.UNKNOWN]


def suspicious_of(accounts: Iterable[Account]) -> list[Account]:
    """Those known to be young or featureless."""
    return [account for account in accounts if account.standing in SUSPICIOUS]


def tail(hits: int, number: int, share: float) -> float:
    """The chance of at least so many hits out of a number, each with this share: binomial."""
    if hits <= 0:
        return 1.0
    if not 0 < share < 1:
        return 1.0 if share >= 1 else 0.0
    return min(1.0, sum(exp(_term(k, number, share)) for k in range(hits, number + 1)))


def _term(k: int, number: int, share: float) -> float:
    ways = lgamma(number + 1) - lgamma(k + 1) - lgamma(number - k + 1)
    return ways + k * log(share) + (number - k) * log(1 - share)


def discoveries(chances: Sequence[float], *, rate: float) -> list[bool]:
    """Which of these are no chance, when so many were tried.

    The step-up procedure of Benjamini and Hochberg, "Controlling the false discovery rate"
    (1995): among those told, a share of `rate` at most is expected to be chance.
    """
    order = sorted(chances)
    limit = -1.0
    for place, chance in enumerate(order, start=1):
        if chance <= rate * place / len(order):
            limit = chance
    return [chance <= limit for chance in chances]

"""Why, as figures: counts, shares and times; never a word that was said nor a name."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from feedback.signals import Signal
from ideas.integrity.base import known_of, suspicious_of
from ideas.integrity.copies import accounts_of
from ideas.integrity.facts import Clue
from ideas.integrity.limits import LIMITS, Limits
from ideas.integrity.newborn import figures_of
from ideas.integrity.windows import busiest, first_seen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ideas.integrity.base import Base
    from ideas.integrity.facts import Account, Ask

# What we know by ourselves of whoever posted at a known time.
POSTED, EARLIER = "posted", "earlier"


def told(
    asks: Sequence[Ask],
    *,
    clues: Sequence[Clue],
    base: Base,
    around: Sequence[Ask] = (),
    limits: Limits = LIMITS,
) -> dict[str, Any]:
    """The reasons of a case: `clues`, `figures`, `signals`, ready for JSON.

    `signals` counts for each signal of how many accounts it is known; none is a signal that the
    source does not give. `around` is what else was asked of the idea.
    """
    accounts = accounts_of(asks)
    among = figures_of(asks, around=around, base=base) if Clue.NEWBORN in clues else {}
    return {
        "clues": [str(clue) for clue in clues],
        "figures": {
            **_said(asks),
            **_of_accounts(accounts, base=base),
            **_in_time(asks, limits=limits),
            **among,
        },
        "signals": _signals(accounts, asks=asks),
    }


def _said(asks: Sequence[Ask]) -> dict[str, Any]:
    pairs = {(ask.wording, ask.account.fan) for ask in asks}
    largest = Counter(wording for wording, _fan in pairs).most_common(1)
    return {
        "accounts": len({ask.account.fan for ask in asks}),
        "comments": len({ask.comment for ask in asks}),
        "wordings": len({ask.wording for ask in asks}),
        "largest_wording": largest[0][1] if largest else 0,
        "ideas": len({ask.idea for ask in asks}),
        "threads": len({ask.thread for ask in asks if ask.thread is not None}),
    }


def _of_accounts(accounts: Sequence[Account], *, base: Base) -> dict[str, Any]:
    known = known_of(accounts)
    return {
        "known": len(known),
        "suspicious": len(suspicious_of(known)),
        "usual_share": round(base.share(known), 3),
        "usual_of": base.sample(known),
    }


def _in_time(asks: Sequence[Ask], *, limits: Limits) -> dict[str, Any]:
    times = sorted(ask.at for ask in asks if ask.at is not None)
    inside = busiest(asks, within=limits.window)
    since = inside[0].at if inside else None
    if since is None:
        return {}
    return {
        "since": times[0].isoformat(),
        "until": times[-1].isoformat(),
        "window_minutes": round(limits.window.total_seconds() / 60),
        "window_accounts": len(accounts_of(inside)),
        "window_since": since.isoformat(),
        "first_seen": first_seen(inside, since=since, slack=limits.window),
    }


def _signals(accounts: Sequence[Account], *, asks: Sequence[Ask]) -> dict[str, int]:
    known = Counter(signal for account in accounts for signal in account.known)
    timed = {ask.account.fan for ask in asks if ask.at is not None}
    return {
        **{str(signal): known[signal] for signal in Signal},
        POSTED: len(timed),
        EARLIER: sum(account.first_at is not None for account in accounts),
    }

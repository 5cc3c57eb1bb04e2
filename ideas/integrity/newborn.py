"""Newborn accounts: far more of who asks is young and featureless than is usual there."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from ideas.integrity.base import discoveries, tail
from ideas.integrity.copies import accounts_of
from ideas.integrity.facts import Ask, Clue, Kind, Proposal
from ideas.integrity.limits import LIMITS, Limits

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from ideas.integrity.base import Base

_START = datetime(2000, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)


def newborn_in(
    asks: Iterable[Ask], *, base: Base, known: Collection[int] = (), limits: Limits = LIMITS
) -> Proposal | None:
    """The bare accounts of an idea's waves that brought too many; None where no wave did.

    `known` are fans of other cases. Hours are judged first, then days, weeks and all of it, each
    channel for itself; who asked in a stretch that was given away is no part of a longer one, so
    that bare fans who came before or after the wave are not drawn in. What was said does not
    matter, nor do accounts whose source does not tell both their age and their features.
    """
    left = [a for a in asks if a.account.is_bare is not None and a.account.fan not in known]
    found: list[Ask] = []
    for length in (*limits.stretches, None):
        placed = [ask for ask in left if length is None or ask.at is not None]
        told = _speaking(_stretches(placed, length=length), base=base, limits=limits)
        found += [ask for stretch in told for ask in stretch if ask.account.is_bare]
        gone = {ask.account.fan for stretch in told for ask in stretch}
        left = [ask for ask in left if ask.account.fan not in gone]
    if not found:
        return None
    groups = tuple(tuple(group) for group in _stretches(found, length=_DAY))
    return Proposal(Kind.NEWBORN, groups, (Clue.NEWBORN,), idea=found[0].idea)


def figures_of(members: Sequence[Ask], *, around: Iterable[Ask], base: Base) -> dict[str, Any]:
    """How many bare ones there are among all who asked on their channels from first to last."""
    channels = {ask.account.channel for ask in members}
    times = [ask.at for ask in members if ask.at is not None]
    there = [
        ask
        for ask in around
        if ask.account.is_bare is not None
        and ask.account.channel in channels
        and (ask.at is None or not times or min(times) <= ask.at <= max(times))
    ]
    judged = accounts_of([*members, *there])
    shares = [base.bare_share(account.channel) for account in accounts_of(members)]
    return {
        "judged": len(judged),
        "bare": sum(bool(account.is_bare) for account in judged),
        "usual_bare": round(sum(shares) / max(1, len(shares)), 3),
    }


def _stretches(asks: Iterable[Ask], *, length: timedelta | None) -> list[list[Ask]]:
    """Asks by channel and stretch of time; what has no time is in one of its own."""
    found: dict[tuple[str, int], list[Ask]] = defaultdict(list)
    for ask in asks:
        place = -1 if length is None or ask.at is None else (ask.at - _START) // length
        found[(ask.account.channel, place)].append(ask)
    return [found[place] for place in sorted(found)]


def _speaking(stretches: Sequence[list[Ask]], *, base: Base, limits: Limits) -> list[list[Ask]]:
    """Those with too many bare accounts, tested together so that chance makes no case."""
    judged = [stretch for stretch in stretches if _is_enough(stretch, limits=limits)]
    chances = [_chance(stretch, base=base) for stretch in judged]
    told = discoveries(chances, rate=limits.chance)
    return [
        stretch
        for stretch, is_told in zip(judged, told, strict=True)
        if is_told and _is_far_above(stretch, base=base, limits=limits)
    ]


def _is_enough(stretch: Sequence[Ask], *, limits: Limits) -> bool:
    return _bare(stretch)[0] >= limits.fewest[Kind.NEWBORN]


def _chance(stretch: Sequence[Ask], *, base: Base) -> float:
    return tail(*_bare(stretch), base.bare_share(stretch[0].account.channel))


def _is_far_above(stretch: Sequence[Ask], *, base: Base, limits: Limits) -> bool:
    bare, judged = _bare(stretch)
    usual = base.bare_share(stretch[0].account.channel)
    return bare >= max(limits.newborn, limits.far_above * usual) * judged


def _bare(stretch: Sequence[Ask]) -> tuple[int, int]:
    """Bare accounts, and all of them."""
    accounts = accounts_of(stretch)
    return sum(bool(account.is_bare) for account in accounts), len(accounts)

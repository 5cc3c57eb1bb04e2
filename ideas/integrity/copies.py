"""The same text from many accounts: bare accounts, or all of them new within the hour."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from feedback.signals import Standing
from ideas.integrity.base import discoveries, known_of, suspicious_of, tail
from ideas.integrity.facts import Account, Ask, Clue, Kind, Proposal
from ideas.integrity.limits import LIMITS, Limits
from ideas.integrity.windows import busiest, first_seen

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ideas.integrity.base import Base

Family = list[Ask]


def copies_in(asks: Iterable[Ask], *, base: Base, limits: Limits = LIMITS) -> Proposal | None:
    """What of an idea's comments is copies by accounts that act as one; None where nothing is.

    A wording speaks against its accounts in two ways. Most of them are known to be young or
    featureless, and more than accounts of their channels are anyhow: tested for all wordings
    together, so that many small honest ones make no case by chance. Or ten and more, none heard
    of before, wrote a text too long to be hit upon twice within one hour. Where the source tells
    nothing of accounts only the second can speak; where it shows most of them established,
    neither does. Nor does time speak of a text that was reposted.
    """
    families = [f for f in families_of(asks) if len(accounts_of(f)) >= limits.family]
    spoken = _spoken(families, limits=limits)
    bare = _by_accounts(families, base=base, limits=limits)
    sudden = [f for f, own in zip(families, spoken, strict=True) if _is_sudden(own, limits=limits)]
    found = [family for family in families if family in bare or family in sudden]
    accounts = {ask.account.fan for family in found for ask in family}
    if len(accounts) < limits.fewest[Kind.COPIES]:
        return None
    clues = [clue for clue, some in ((Clue.ACCOUNTS, bare), (Clue.ONE_HOUR, sudden)) if some]
    groups = tuple(tuple(family) for family in found)
    return Proposal(Kind.COPIES, groups, tuple(clues), idea=found[0][0].idea)


def families_of(asks: Iterable[Ask]) -> list[Family]:
    """What was said by wording, in the wordings' order."""
    found: dict[int, Family] = defaultdict(list)
    for ask in asks:
        found[ask.wording].append(ask)
    return [found[wording] for wording in sorted(found)]


def accounts_of(asks: Iterable[Ask]) -> list[Account]:
    """Each account once."""
    return list({ask.account.fan: ask.account for ask in asks}.values())


def mostly_established(accounts: Sequence[Account]) -> bool:
    """Whether the source shows of most that somebody has lived with them for long."""
    return 2 * sum(account.standing == Standing.ESTABLISHED for account in accounts) > len(accounts)


def are_bare(accounts: Sequence[Account], *, limits: Limits) -> bool:
    """Whether most are known to be young or featureless."""
    known = known_of(accounts)
    if 2 * len(known) < len(accounts):
        return False
    return len(suspicious_of(known)) >= limits.most * len(known)


def chance_of(accounts: Sequence[Account], *, base: Base) -> float:
    """How likely so many suspicious ones are among accounts like any others."""
    known = known_of(accounts)
    return tail(len(suspicious_of(known)), len(known), base.share(known))


def _by_accounts(families: Sequence[Family], *, base: Base, limits: Limits) -> list[Family]:
    chances = [chance_of(accounts_of(family), base=base) for family in families]
    told = discoveries(chances, rate=limits.chance)
    return [
        family
        for family, is_told in zip(families, told, strict=True)
        if is_told and are_bare(accounts_of(family), limits=limits)
    ]


def without_reposts(asks: Sequence[Ask], *, limits: Limits) -> list[Ask]:
    """What was said without being handed on: reposts of a text are copies by nature.

    Reposts of more wordings than a post or two would bring are a list; those stay.
    """
    families = families_of(ask for ask in asks if ask.is_repost)
    handed_on = [family for family in families if len(accounts_of(family)) >= limits.family]
    if len(handed_on) > limits.handed_on:
        return list(asks)
    return [ask for ask in asks if not ask.is_repost]


def _spoken(families: Sequence[Family], *, limits: Limits) -> list[Family]:
    asks = [ask for family in families for ask in family]
    kept = {ask.comment for ask in without_reposts(asks, limits=limits)}
    return [[ask for ask in family if ask.comment in kept] for family in families]


def _is_sudden(family: Family, *, limits: Limits) -> bool:
    accounts = accounts_of(family)
    inside = busiest(family, within=limits.window)
    number = len(accounts_of(inside))
    if number < max(limits.fewest[Kind.COPIES], limits.within_window * len(accounts)):
        return False
    if min(ask.length for ask in family) < limits.long_text:
        return False
    since = inside[0].at
    if since is None or mostly_established(accounts):
        return False
    return first_seen(inside, since=since, slack=limits.window) >= limits.first_seen * number

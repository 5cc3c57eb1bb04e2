"""A burst in one thread: accounts never seen before, few wordings, a short time."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from ideas.integrity.copies import (
    accounts_of,
    families_of,
    mostly_established,
    without_reposts,
)
from ideas.integrity.facts import Ask, Clue, Kind, Proposal
from ideas.integrity.limits import LIMITS, Limits
from ideas.integrity.windows import busiest, first_seen

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence


def bursts_in(
    asks: Iterable[Ask], *, known: Collection[int] = (), limits: Limits = LIMITS
) -> list[Proposal]:
    """Bursts under single posts out of an idea's comments; `known` are comments of other cases.

    A crowd under one post is no sign of anything, and neither are short calls that many make;
    what speaks is that most of the accounts of an hour share long wordings with each other, and
    had never been heard of. Only those who share are told, and who reposts a text is left alone.
    """
    threads: dict[int, list[Ask]] = defaultdict(list)
    for ask in without_reposts(list(asks), limits=limits):
        if ask.thread is not None and ask.at is not None:
            threads[ask.thread].append(ask)
    found = (_burst(threads[thread], known=known, limits=limits) for thread in sorted(threads))
    return [proposal for proposal in found if proposal is not None]


def _burst(asks: Sequence[Ask], *, known: Collection[int], limits: Limits) -> Proposal | None:
    inside = busiest(asks, within=limits.window)
    sharing = _sharing(
        [ask for ask in inside if ask.length >= limits.long_text], fewest=limits.family
    )
    accounts = accounts_of(sharing)
    since = inside[0].at if inside else None
    if since is None or len(accounts) < limits.shared * len(accounts_of(inside)):
        return None
    if mostly_established(accounts):
        return None
    fresh = first_seen(sharing, since=since, slack=limits.window)
    left = [ask for ask in sharing if ask.comment not in known]
    if fresh < limits.first_seen * len(accounts):
        return None
    if len(accounts_of(left)) < limits.fewest[Kind.THREAD_BURST]:
        return None
    groups = tuple(tuple(family) for family in families_of(left))
    return Proposal(
        Kind.THREAD_BURST, groups, (Clue.ONE_THREAD,), idea=left[0].idea, thread=left[0].thread
    )


def _sharing(asks: Sequence[Ask], *, fewest: int) -> list[Ask]:
    """What was said in wordings of at least so many accounts."""
    pairs = {(ask.wording, ask.account.fan) for ask in asks}
    accounts = Counter(wording for wording, _fan in pairs)
    return [ask for ask in asks if accounts[ask.wording] >= fewest]

"""The densest stretch of time in what was said."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta

    from ideas.integrity.facts import Ask


def busiest(asks: Iterable[Ask], *, within: timedelta) -> list[Ask]:
    """What was said in the stretch of this length with the most accounts, the earliest of such.

    What has no exact time is in no stretch.
    """
    timed = sorted(
        ((ask.at, ask.comment, ask) for ask in asks if ask.at is not None), key=lambda t: t[:2]
    )
    inside: Counter[int] = Counter()
    best, most, left = (0, 0), 0, 0
    for right, (at, _comment, ask) in enumerate(timed):
        inside[ask.account.fan] += 1
        while at - timed[left][0] > within:
            _leave(inside, timed[left][2].account.fan)
            left += 1
        if len(inside) > most:
            best, most = (left, right + 1), len(inside)
    return [ask for _at, _comment, ask in timed[slice(*best)]]


def _leave(inside: Counter[int], fan: int) -> None:
    inside[fan] -= 1
    if not inside[fan]:
        del inside[fan]


def first_seen(asks: Iterable[Ask], *, since: datetime, slack: timedelta) -> int:
    """How many of the accounts had said nothing before that, as far as we know."""
    return len(
        {
            ask.account.fan
            for ask in asks
            if ask.account.first_at is not None and ask.account.first_at >= since - slack
        }
    )

"""Accounts as a source tells of them: an honest mix, newcomers, bought ones, nothing told."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING

from feedback.intake import AuthorData

if TYPE_CHECKING:
    import random
    from collections.abc import Callable
    from datetime import datetime

    Kind = Callable[[random.Random, datetime], AuthorData]

_NUMBERS = count(1)
# Of honest accounts so many are bare (young, with hardly anything), young only, or poor only.
_BARE, _YOUNG, _POOR = 0.05, 0.05, 0.1
_NEWCOMERS, _SOME_NEWCOMERS = 0.6, 0.2


def ordinary(dice: random.Random, when: datetime) -> AuthorData:
    """A fan as there are on a channel: one in five is young or shows little."""
    drawn = dice.random()
    if drawn < _BARE:
        return bare(dice, when)
    is_young = drawn < _BARE + _YOUNG
    is_poor = _BARE + _YOUNG <= drawn < _BARE + _YOUNG + _POOR
    return _author(
        when,
        days=dice.uniform(1, 29) if is_young else dice.lognormvariate(6.0, 0.9) + 30,
        followers=dice.randrange(10) if is_poor else int(dice.lognormvariate(4.5, 1.2)) + 10,
        posts=dice.randrange(10) if is_poor else int(dice.lognormvariate(5.0, 1.2)) + 10,
    )


def newcomer(dice: random.Random, when: datetime) -> AuthorData:
    """A fan where most have just come: a campaign on a channel that is new to them."""
    return bare(dice, when) if dice.random() < _NEWCOMERS else ordinary(dice, when)


def fresher(dice: random.Random, when: datetime) -> AuthorData:
    """A fan where one in five has just come, more than is usual."""
    return bare(dice, when) if dice.random() < _SOME_NEWCOMERS else ordinary(dice, when)


def bare(dice: random.Random, when: datetime) -> AuthorData:
    """Registered days ago, with hardly a follower or a post."""
    return _author(
        when, days=dice.uniform(1, 20), followers=dice.randrange(5), posts=dice.randrange(6)
    )


def aged(dice: random.Random, when: datetime) -> AuthorData:
    """Years old and well filled: the dearest accounts to buy, and most fans of long standing."""
    return _author(
        when,
        days=dice.uniform(400, 2500),
        followers=dice.randint(100, 900),
        posts=dice.randint(100, 2000),
    )


def silent(_dice: random.Random, _when: datetime) -> AuthorData:
    """An account of which the source gives an id and nothing else."""
    return AuthorData(external_id=f"account-{next(_NUMBERS)}", id_kind="native", display_name=None)


def _author(when: datetime, *, days: float, followers: int, posts: int) -> AuthorData:
    number = next(_NUMBERS)
    return AuthorData(
        external_id=f"account-{number}",
        id_kind="native",
        display_name=f"网友{number}",
        followers=followers,
        posts=posts,
        registered_at=when - timedelta(days=days),
        verified="none",
    )

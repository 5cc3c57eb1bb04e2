"""What the rules are told of comments and accounts, and what they propose."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from feedback.signals import Signal, Standing

if TYPE_CHECKING:
    from datetime import datetime

SUSPICIOUS = (Standing.YOUNG, Standing.FEATURELESS)


class Kind(StrEnum):
    """What gave accounts away."""

    COPIES = "copies"
    THREAD_BURST = "thread_burst"
    RING = "ring"
    NEWBORN = "newborn"


class Clue(StrEnum):
    """Why a rule spoke."""

    ACCOUNTS = "accounts"  # young or featureless, more of them than elsewhere
    ONE_HOUR = "one_hour"  # never seen before, all within the hour
    ONE_THREAD = "one_thread"  # the same, under one post, in few wordings
    TOGETHER = "together"  # the same accounts in several ideas, and hardly others
    NEWBORN = "newborn"  # young and featureless ones, far more of them than is usual there


@dataclass(frozen=True, slots=True)
class Account:
    """A fan; `first_at` is when we know it to have posted first, None where no time is known.

    `is_bare` says that it is young and featureless, None where the source does not tell both.
    """

    fan: int
    channel: str
    standing: Standing = Standing.UNKNOWN
    known: tuple[Signal, ...] = ()
    first_at: datetime | None = None
    is_bare: bool | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """A comment that asks for an idea.

    `at` is when it was posted, None where that is not known to the minute. `wording` is the same
    number for near-identical texts, `length` how many folded characters this one has.
    `is_repost`: the channel itself says that a text was handed on.
    """

    comment: int
    account: Account
    idea: int
    wording: int
    length: int
    thread: int | None = None
    at: datetime | None = None
    is_repost: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a rule found: what was said, in groups that are judged together."""

    kind: Kind
    groups: tuple[tuple[Ask, ...], ...]
    clues: tuple[Clue, ...]
    idea: int | None = None
    thread: int | None = None

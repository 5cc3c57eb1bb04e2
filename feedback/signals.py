"""What a source tells of an account, and what follows from it; what is not told weighs nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# Bought accounts are registered in batches and used within days; after a month most of a batch
# is suspended or sold on, and an honest newcomer has long looked around.
YOUNG = timedelta(days=30)
# Sellers pad accounts with a few bought followers and reposts; who writes for themselves passes
# both within weeks. Counted strictly below.
FEW_FOLLOWERS = 10
FEW_POSTS = 10
# A year costs a buyer more than any padding.
OLD = timedelta(days=365)
MANY_FOLLOWERS = 100
MANY_POSTS = 100
# Clocks and zones differ; what claims to be registered later than this after it spoke is no date.
_SKEW = timedelta(days=2)


class Signal(StrEnum):
    """One thing that a source may tell of an account."""

    FOLLOWERS = "followers"
    POSTS = "posts"
    AGE = "age"
    VERIFIED = "verified"
    NAME = "name"


class Standing(StrEnum):
    """What the known signals say of an account, in one word."""

    ESTABLISHED = "established"
    FEATURELESS = "featureless"
    YOUNG = "young"
    ORDINARY = "ordinary"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of an account; None is what the source does not tell, never a no.

    `is_featureless`: known to have few followers and few posts. `age` is at the time it spoke.
    `is_established`: old, verified as a person, or with many followers and many posts.
    """

    age: timedelta | None
    known: tuple[Signal, ...]
    is_young: bool | None
    is_featureless: bool | None
    is_established: bool

    @property
    def missing(self) -> tuple[Signal, ...]:
        """What the source does not tell."""
        return tuple(signal for signal in Signal if signal not in self.known)

    @property
    def is_bare(self) -> bool:
        """Known to be young and featureless: the only account that is suspicious by itself."""
        return bool(self.is_young and self.is_featureless and not self.is_established)

    @property
    def bareness(self) -> bool | None:
        """`is_bare`, or None where the source does not tell both age and features."""
        is_told = self.is_young is not None and self.is_featureless is not None
        return self.is_bare if is_told else None

    @property
    def standing(self) -> Standing:
        """The account in one word; what shows it to be real goes first."""
        if self.is_established:
            return Standing.ESTABLISHED
        if self.is_featureless:
            return Standing.FEATURELESS
        if self.is_young:
            return Standing.YOUNG
        if self.is_young is None and self.is_featureless is None:
            return Standing.UNKNOWN
        return Standing.ORDINARY


def signals_of(
    *,
    followers: int | None,
    posts: int | None,
    registered_at: datetime | None,
    verified: str,
    is_masked_only: bool,
    when: datetime | None,
) -> Signals:
    """Judge an account as it stood when it spoke; `when` unknown leaves its age unknown.

    `verified` is one of `feedback.intake.VERIFIED`; `is_masked_only` says that no whole name
    was given.
    """
    age = _age(registered_at, when)
    told = {
        Signal.FOLLOWERS: followers is not None,
        Signal.POSTS: posts is not None,
        Signal.AGE: age is not None,
        Signal.VERIFIED: verified != "unknown",
        Signal.NAME: not is_masked_only,
    }
    has_many = (followers or 0) >= MANY_FOLLOWERS and (posts or 0) >= MANY_POSTS
    return Signals(
        age=age,
        known=tuple(signal for signal in Signal if told[signal]),
        is_young=None if age is None else age < YOUNG,
        is_featureless=_both(_below(followers, FEW_FOLLOWERS), _below(posts, FEW_POSTS)),
        is_established=has_many or verified == "person" or (age is not None and age >= OLD),
    )


def _age(registered_at: datetime | None, when: datetime | None) -> timedelta | None:
    if registered_at is None or when is None or registered_at > when + _SKEW:
        return None
    return max(when - registered_at, timedelta(0))


def _below(count: int | None, limit: int) -> bool | None:
    return None if count is None else count < limit


def _both(one: bool | None, other: bool | None) -> bool | None:
    """Kleene's and: what is unknown leaves it open, unless the other says no."""
    if one is False or other is False:
        return False
    return None if one is None or other is None else True

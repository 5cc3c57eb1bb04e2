"""What a source tells of an account is used; what it does not tell is held against nobody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from feedback.signals import (
    FEW_FOLLOWERS,
    FEW_POSTS,
    MANY_FOLLOWERS,
    MANY_POSTS,
    OLD,
    YOUNG,
    Signal,
    Signals,
    Standing,
    signals_of,
)

SPOKE = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def judged(
    *,
    followers: int | None = None,
    posts: int | None = None,
    age: timedelta | None = None,
    verified: str = "unknown",
    is_masked_only: bool = False,
    when: datetime | None = SPOKE,
) -> Signals:
    registered_at = None if age is None else SPOKE - age
    return signals_of(
        followers=followers,
        posts=posts,
        registered_at=registered_at,
        verified=verified,
        is_masked_only=is_masked_only,
        when=when,
    )


def test_a_source_that_tells_nothing_says_nothing_of_an_account() -> None:
    signals = judged(is_masked_only=True)
    assert signals.known == ()
    assert signals.missing == tuple(Signal)
    assert signals.is_young is None
    assert signals.is_featureless is None
    assert not signals.is_bare
    assert signals.standing is Standing.UNKNOWN


def test_what_is_told_is_named_also_where_it_is_zero() -> None:
    signals = judged(followers=0, posts=0, age=timedelta(0), verified="none")
    assert signals.missing == ()
    assert signals.is_bare
    assert signals.standing is Standing.FEATURELESS


@pytest.mark.parametrize(
    ("followers", "posts", "answer"),
    [
        (FEW_FOLLOWERS - 1, FEW_POSTS - 1, True),
        (FEW_FOLLOWERS, FEW_POSTS - 1, False),
        (FEW_FOLLOWERS - 1, FEW_POSTS, False),
        (0, None, None),
        (None, 0, None),
        (FEW_FOLLOWERS, None, False),
        (None, FEW_POSTS, False),
    ],
)
def test_featureless_needs_few_of_both(
    followers: int | None, posts: int | None, answer: bool | None
) -> None:
    assert judged(followers=followers, posts=posts).is_featureless is answer


def test_young_is_below_a_month() -> None:
    assert judged(age=YOUNG - SECOND).standing is Standing.YOUNG
    assert judged(age=YOUNG).standing is Standing.ORDINARY


@pytest.mark.parametrize(
    "signals",
    [
        judged(followers=0, posts=0, age=OLD),
        judged(followers=0, posts=0, age=timedelta(1), verified="person"),
        judged(followers=MANY_FOLLOWERS, posts=MANY_POSTS, age=timedelta(1)),
    ],
)
def test_one_thing_hard_to_buy_makes_an_account_established(signals: Signals) -> None:
    assert signals.standing is Standing.ESTABLISHED
    assert not signals.is_bare


def test_an_organisation_is_not_established_by_its_badge() -> None:
    assert not judged(followers=0, posts=0, verified="org").is_established


def test_an_account_registered_after_it_spoke_has_no_known_age() -> None:
    assert judged(age=-timedelta(days=3)).age is None
    assert judged(age=-timedelta(hours=9)).age == timedelta(0)


def test_without_a_time_of_speaking_the_age_is_unknown() -> None:
    assert judged(age=OLD, when=None).age is None

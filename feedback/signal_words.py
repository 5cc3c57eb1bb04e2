"""What is known of an account in an editor's words: which signals its source gave, which not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from feedback.models import Fan, Verified
from feedback.signals import Signal, Signals, Standing, signals_of

if TYPE_CHECKING:
    from datetime import datetime

    from django.utils.functional import _StrPromise

SIGNALS: dict[Signal, _StrPromise] = {
    Signal.FOLLOWERS: gettext_lazy("followers"),
    Signal.POSTS: gettext_lazy("posts"),
    Signal.AGE: gettext_lazy("age of the account"),
    Signal.VERIFIED: gettext_lazy("verification"),
    Signal.NAME: gettext_lazy("whole name"),
}
STANDINGS: dict[Standing, _StrPromise] = {
    Standing.ESTABLISHED: gettext_lazy("an established account"),
    Standing.FEATURELESS: gettext_lazy("an account without features"),
    Standing.YOUNG: gettext_lazy("a young account"),
    Standing.ORDINARY: gettext_lazy("an ordinary account"),
    Standing.UNKNOWN: gettext_lazy("too little is known of the account"),
}


@dataclass(frozen=True, slots=True)
class ToldSignals:
    """An account for people: in one word, what its source gave, and what it did not."""

    standing: str
    given: tuple[str, ...]
    missing: tuple[str, ...]


def signals_of_fan(fan: Fan, *, when: datetime | None) -> Signals:
    """What is known of a fan who spoke at this time."""
    return signals_of(
        followers=fan.followers,
        posts=fan.posts,
        registered_at=fan.registered_at,
        verified=fan.verified,
        is_masked_only=fan.is_masked_only,
        when=when,
    )


def told_signals(fan: Fan, *, when: datetime) -> ToldSignals:
    """The same in words of the reader's language."""
    signals = signals_of_fan(fan, when=when)
    return ToldSignals(
        standing=str(STANDINGS[signals.standing]),
        given=tuple(_given(fan, signals, signal) for signal in signals.known),
        missing=tuple(str(SIGNALS[signal]) for signal in signals.missing),
    )


def _given(fan: Fan, signals: Signals, signal: Signal) -> str:
    value = {
        Signal.FOLLOWERS: str(fan.followers),
        Signal.POSTS: str(fan.posts),
        Signal.AGE: _days(signals),
        Signal.VERIFIED: str(Verified(fan.verified).label),
        Signal.NAME: _("given"),
    }[signal]
    return _("%(signal)s: %(value)s") % {"signal": SIGNALS[signal], "value": value}


def _days(signals: Signals) -> str:
    days = signals.age.days if signals.age is not None else 0
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}

"""Why a case was proposed, in an editor's words: from its figures alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.signal_words import SIGNALS
from feedback.signals import Signal
from ideas.integrity.facts import Clue
from ideas.integrity.telling import EARLIER, POSTED

if TYPE_CHECKING:
    from collections.abc import Mapping

_CLUES = {
    Clue.ACCOUNTS: gettext_lazy(
        "%(suspicious)s of the %(known)s accounts that are known are young or without features;"
        " on these channels %(usual)s%% are."
    ),
    Clue.ONE_HOUR: gettext_lazy(
        "%(window_accounts)s accounts said it within %(window_minutes)s minutes from"
        " %(window_since)s; %(first_seen)s of them had never been heard of before."
    ),
    Clue.ONE_THREAD: gettext_lazy(
        "%(window_accounts)s accounts under one post within %(window_minutes)s minutes, in"
        " %(wordings)s wordings; %(first_seen)s of them had never been heard of before."
    ),
    Clue.TOGETHER: gettext_lazy(
        "%(accounts)s accounts asked together in %(ideas)s ideas, each time within minutes."
    ),
    Clue.NEWBORN: gettext_lazy(
        "%(bare)s of the %(judged)s accounts that are known and asked in that time are young and"
        " without features; elsewhere on the channel %(usual_bare)s%% are."
    ),
}
_OWN = {
    POSTED: gettext_lazy("exact time of posting"),
    EARLIER: gettext_lazy("when we first heard of the account"),
}


@dataclass(frozen=True, slots=True)
class ToldCase:
    """The reasons of a case: sentences, the signals that were there, those the source withheld."""

    why: tuple[str, ...]
    used: tuple[str, ...]
    not_given: tuple[str, ...]


def told_case(reasons: Mapping[str, Any]) -> ToldCase:
    """Put the reasons into words of the reader's language."""
    figures = _figures(reasons.get("figures", {}))
    clues = [clue for clue in Clue if str(clue) in reasons.get("clues", ())]
    signals = reasons.get("signals", {})
    names = {**{str(signal): SIGNALS[signal] for signal in Signal}, **_OWN}
    used = _("%(signal)s: of %(number)s of %(accounts)s accounts")
    return ToldCase(
        why=(*(str(_CLUES[clue]) % figures for clue in clues), _said(figures)),
        used=tuple(
            used % {**figures, "signal": name, "number": signals[key]}
            for key, name in names.items()
            if signals.get(key)
        ),
        not_given=tuple(str(name) for key, name in names.items() if not signals.get(key)),
    )


def _said(figures: Mapping[str, Any]) -> str:
    words = _(
        "In all %(comments)s comments of %(accounts)s accounts in %(wordings)s wordings; the most"
        " frequent one is from %(largest_wording)s accounts."
    )
    return words % figures


def _figures(stored: Mapping[str, Any]) -> dict[str, Any]:
    missing = dict.fromkeys(_NAMES, "–")
    usual, bare = stored.get("usual_share"), stored.get("usual_bare")
    times = {
        name: _time(stored[name]) for name in ("since", "until", "window_since") if name in stored
    }
    shares = {"usual": _percent(usual), "usual_bare": _percent(bare)}
    return {**missing, **stored, **times, **shares}


def _percent(share: float | None) -> str:
    return "–" if share is None else str(round(100 * share))


_NAMES = (
    "accounts",
    "comments",
    "wordings",
    "largest_wording",
    "ideas",
    "known",
    "suspicious",
    "window_accounts",
    "window_minutes",
    "window_since",
    "first_seen",
    "bare",
    "judged",
)


def _time(stored: str) -> str:
    return date_format(localtime(datetime.fromisoformat(stored)), "Y-m-d H:i")

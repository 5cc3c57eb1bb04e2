"""Reasons of a burst's verdict in people's words, for pages and API."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from feedback.signal_words import SIGNALS
from feedback.signals import Signal

if TYPE_CHECKING:
    from collections.abc import Mapping

_SENTENCES = {
    "near_text": gettext_noop(
        "%(number)s of %(of)s requests share a nearly identical text; %(wordings)s wordings in all"
    ),
    "bare_accounts": gettext_noop(
        "%(number)s of %(of)s accounts of which something is known are young or show nothing"
    ),
    "told_accounts": gettext_noop(
        "of %(number)s of %(of)s accounts the channel tells something: %(signals)s"
    ),
    "same_week": gettext_noop(
        "%(number)s of %(of)s accounts whose age is known were registered within one week"
    ),
    "first_seen": gettext_noop("%(number)s of %(of)s fans had not written to us before"),
    "one_thread": gettext_noop("%(number)s of %(of)s requests stand in one thread"),
    "word_variety": gettext_noop("%(share)s of the pairs of characters are different ones"),
    "cases": gettext_noop("%(number)s of %(of)s fans are members of an integrity case"),
}


def reason_sentence(row: Mapping[str, Any]) -> str:
    """One reason with its figures; one of another version by its code."""
    known = defaultdict(lambda: "?", row)
    known["signals"] = "、".join(map(_signal_name, row.get("signals") or ())) or "–"
    if row.get("of"):
        known["share"] = f"{row.get('number', 0) / row['of']:.0%}"
    words = _SENTENCES.get(str(row.get("code")))
    return (_(words) if words else "%(code)s: %(number)s / %(of)s") % known


def _signal_name(name: str) -> str:
    return str(SIGNALS[Signal(name)]) if name in set(Signal) else name

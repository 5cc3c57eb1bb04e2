"""Discounts in people's words, for pages and API."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from ideas.support.discounts import (
    CASE,
    COMPANY,
    COPYCAT,
    NEAR_TEXT,
    OWN,
    SAME_TEXT,
    YOUNG_ACCOUNTS,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

_SENTENCES = {
    SAME_TEXT: _("same text from %(fans)s fans → counts %(counted)s"),
    NEAR_TEXT: _("%(texts)s nearly identical texts from %(fans)s fans → count %(counted)s"),
    YOUNG_ACCOUNTS: _(
        "%(fans)s young accounts with hardly a follower or a post → count %(counted)s"
    ),
    OWN: _("%(fans)s of our own accounts → not counted"),
    COMPANY: _("%(fans)s accounts of other companies → not counted"),
    COPYCAT: _("%(fans)s copycats of our accounts → not counted"),
}
_NAMELESS = {
    SAME_TEXT: _("same text from %(fans)s fans and without an author → counts %(counted)s"),
    NEAR_TEXT: _(
        "%(texts)s nearly identical texts, %(nameless)s of them without an author, from "
        "%(fans)s fans → count %(counted)s"
    ),
}
_MANY = {
    SAME_TEXT: _("%(wordings)s more texts, each from several of %(fans)s fans → count %(counted)s"),
    NEAR_TEXT: _(
        "%(wordings)s more groups of nearly identical texts from %(fans)s fans → count %(counted)s"
    ),
}
_OUTCOMES = {
    "cap": _("case #%(case)s, capped: %(fans)s accounts that would count %(of)s → %(counted)s"),
    "exclude": _("case #%(case)s, left out: %(fans)s accounts → not counted"),
}


def discount_sentence(row: Mapping[str, Any]) -> str:
    """What was discounted and to how much; a reason of another version by its code."""
    words = _template(row)
    if words is None:
        words = "%(reason)s: %(fans)s → %(counted)s"
    return str(words) % defaultdict(lambda: "?", {name: _figure(row[name]) for name in row})


def _template(row: Mapping[str, Any]) -> Any:
    reason = row.get("reason")
    if reason == CASE:
        return _OUTCOMES.get(str(row.get("outcome")))
    if row.get("wordings") and reason in _MANY:
        return _MANY[reason]
    if row.get("nameless") and reason in _NAMELESS:
        return _NAMELESS[reason]
    return _SENTENCES.get(str(reason))


def _figure(value: Any) -> Any:
    return round(value, 2) if isinstance(value, float) else value

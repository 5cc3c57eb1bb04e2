"""Statuses, numbers and discounts as a page shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from feedback.admin.html import chip
from ideas.discount_words import discount_sentence
from ideas.models import Idea, Status, Support
from ideas.status_words import status_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.safestring import SafeString

_TONES = {
    Status.CANDIDATE: "plain",
    Status.TRIAGED: "blue",
    Status.ACKNOWLEDGED: "blue",
    Status.IN_REVIEW: "violet",
    Status.PLANNED: "violet",
    Status.CONCEPT: "violet",
    Status.PROTOTYPE: "violet",
    Status.LAUNCHED: "green",
    Status.CLOSED_LOOP: "green",
    Status.PARKED: "orange",
    Status.DECLINED: "red",
    Status.DISMISSED: "red",
}


def status_chip(value: str) -> SafeString:
    """A status as a coloured word."""
    return chip(status_name(value), tone=_TONES.get(Status(value), "plain"))


def asked_after_launch_chip() -> SafeString:
    """Marks a launched idea that fans went on asking for."""
    title = _("Fans went on asking after the launch: they have not heard, or want something else.")
    return chip(_("still asked for"), tone="orange", title=title)


def support_of(idea: Idea) -> Support | None:
    """The numbers as last counted, where they were counted."""
    return getattr(idea, "support", None)


def fans_in_words(support: Support) -> str:
    """Distinct fans; no named author means unknown, not nought."""
    return _("unknown") if support.fans is None else str(support.fans)


def range_in_words(support: Support) -> str:
    """Between which numbers effective lies; nothing where there is no doubt."""
    low, high = f"{support.low:.1f}", f"{support.high:.1f}"
    return "" if low == high else f"{low}–{high}"


def discounts(support: Support | None) -> list[tuple[str, str]]:
    """Each discount behind effective: what was said, and what it counts."""
    found: Iterable[Any] = support.discounts if support is not None else ()
    return [
        (discount_sentence(item), str(item.get("text", "")))
        for item in found
        if isinstance(item, dict)
    ]

"""The codes of an assignment's why in people's words, for pages and API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable

LOST = {
    "different": _("a person said these are different wishes"),
    "other_product": _("it names another product"),
    "other_thing": _("it is about another thing"),
    "opposite": _("it asks for the opposite"),
    "no_shared_terms": _("no shared terms"),
    "below_threshold": _("below the threshold"),
    "less_alike": _("less alike than the one chosen"),
    "same_elsewhere": _("a person said the wish is the same as in the one chosen"),
    "tie": _("equally alike; the other was there first"),
}
_VERDICTS = {
    "same": _("a person said it is the same wish"),
    "different": _("a person keeps it out of a cluster it is like"),
}
_MOVES = {
    "join": _("came by joining cluster #%(cluster)s: mean likeness %(likeness)s, from %(limit)s"),
    "divide": _(
        "came by dividing cluster #%(cluster)s: mean likeness %(likeness)s, below %(limit)s"
    ),
    "split": _("a person split it off cluster #%(cluster)s"),
    "undo": _("came back when what a person did was undone"),
}


def lost_sentence(code: str) -> str:
    """Why a runner-up lost; a code of another version as it is."""
    return str(LOST.get(code, code))


def lost_words(codes: Iterable[Any]) -> tuple[str, ...]:
    """Why a runner-up lost; codes of newer versions are left out."""
    return tuple(str(LOST[code]) for code in codes if code in LOST)


def verdict_words(code: Any) -> tuple[str, ...]:
    """What a person's verdict did, if one did anything."""
    return (str(_VERDICTS[code]),) if code in _VERDICTS else ()


def pinned_words(pin: int | None) -> tuple[str, ...]:
    """That a person put it into the idea, if one did."""
    return (gettext("a person put it into this idea"),) if pin is not None else ()


def moved_words(moved: Any) -> tuple[str, ...]:
    """How a second look brought it here, if one did."""
    if not isinstance(moved, dict) or moved.get("kind") not in _MOVES:
        return ()
    told = {name: moved.get(name, gettext("unknown")) for name in ("cluster", "likeness", "limit")}
    return (str(_MOVES[moved["kind"]]) % told,)

"""Statuses, moves, needs and consequences in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas.models import Status
from ideas.roles import EDITOR, MANAGER
from ideas.statuses import Consequence, Need

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ideas.statuses import Move

NEEDS = {
    Need.PUBLIC_REPLY: gettext_lazy("link of the public reply"),
    Need.PUBLIC_REASON: gettext_lazy("reason fit to be read in public"),
    Need.REVISIT_ON: gettext_lazy("date to look again"),
    Need.DECISION: gettext_lazy("a decision that approves"),
}
CONSEQUENCES = {
    Consequence.STOPS_ANSWER_CLOCK: gettext_lazy("stops the clock of the answer"),
    Consequence.STARTS_CONCEPT_CLOCK: gettext_lazy("starts the clock of the concept picture"),
    Consequence.STARTS_PROTOTYPE_CLOCK: gettext_lazy("starts the clock of the prototype"),
    Consequence.STOPS_CONCEPT_CLOCK: gettext_lazy("stops the clock of the concept picture"),
    Consequence.STOPS_PROTOTYPE_CLOCK: gettext_lazy("stops the clock of the prototype"),
    Consequence.ASKS_DECISION: gettext_lazy("asks for a decision"),
    Consequence.MAKES_DECISION: gettext_lazy("makes a decision"),
    Consequence.ENDS_DECISION: gettext_lazy("takes the decision back"),
    Consequence.WAKES_ON_ITS_DAY: gettext_lazy("wakes by itself on its day"),
    Consequence.FLAGS_LATER_REQUESTS: gettext_lazy("flags requests that still come"),
    Consequence.LISTS_FANS_TO_TELL: gettext_lazy("lists the fans to tell"),
}
_ROLES = {EDITOR: gettext_lazy("social editor"), MANAGER: gettext_lazy("product manager")}


def status_name(value: object) -> str:
    """A status in the reader's language; what is none keeps its code."""
    return str(dict(Status.choices).get(str(value or ""), value or ""))


def status_names(values: Iterable[object]) -> str:
    """Statuses one after the other, or a word for none."""
    return "、".join(status_name(value) for value in values) or _("none")


def needs_of(move: Move) -> str:
    """What a move asks for, in words."""
    return "、".join(str(NEEDS[need]) for need in move.needs)


def consequences_of(move: Move) -> str:
    """What a move brings about, in words."""
    return "、".join(str(CONSEQUENCES[cause]) for cause in move.causes)


def roles_of(move: Move) -> str:
    """Who may make a move, in words."""
    return "、".join(str(name) for role, name in _ROLES.items() if role in move.roles)

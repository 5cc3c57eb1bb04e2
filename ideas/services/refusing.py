"""Undos of status moves and decisions that cannot stand, however their cells look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from engine.ledger.undoing import RefusedError
from ideas.models import LAUNCHED, Decision, Idea, Outcome

if TYPE_CHECKING:
    from collections.abc import Collection


def refuse_waking(ideas: Collection[int]) -> None:
    """An idea parked until a day gone by would be woken again, over the person's head."""
    if Idea.objects.filter(pk__in=ideas).to_wake(timezone.localdate()).exists():
        message = _("The day to look again has gone by; park the idea with a new one.")
        raise RefusedError(message)


def refuse_unapproved(decisions: Collection[int]) -> None:
    """What is launched stands on a decision that approves it."""
    taken_back = Decision.objects.filter(
        pk__in=decisions, outcome=Outcome.APPROVE, is_standing=False
    )
    launched = Idea.objects.filter(pk__in=taken_back.values("idea"), status__in=LAUNCHED)
    if launched.exclude(pk__in=Decision.objects.approving().values("idea")).exists():
        message = _("The idea has moved on because of this decision; undo those moves first.")
        raise RefusedError(message)

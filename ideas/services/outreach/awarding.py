"""The first unit goes to who asked first, and that is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from engine.ledger.services import Cell, record_operation
from ideas.models import LAUNCHED, Award, Idea
from ideas.services.needs import LackingError, checked_reason
from ideas.services.outreach.asking import who_asked
from ideas.services.outreach.errors import OutreachError

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser


@transaction.atomic
def award_first(idea: Idea, *, actor: AbstractBaseUser | AnonymousUser, note: str = "") -> Award:
    """Give the first unit of a launched idea to the fan who asked first.

    Once an idea. Raises OutreachError.
    """
    try:
        told = checked_reason(note)
    except LackingError as error:
        raise OutreachError(str(error), name="note") from error
    root = Idea.objects.select_for_update(of=("self",), no_key=True).get(family=idea)
    if root.status not in LAUNCHED:
        raise OutreachError(_("There is a first unit once the idea is launched."))
    if Award.objects.of(root).exists() or Award.objects.standing().filter(idea=root).exists():
        raise OutreachError(_("The first unit was given already."))
    asked = who_asked(root.pk)
    if not asked:
        raise OutreachError(_("Nobody known by name asked for it."))
    made = Award.objects.create(
        idea=root,
        fan_id=asked[0].fan,
        comment_id=asked[0].comment,
        note=told,
        made_by_id=int(actor.pk or 0),
    )
    cells = [Cell(made, "is_standing", False, True)]
    record_operation("award.give", actor=actor, reason=told, changes=cells)
    return made

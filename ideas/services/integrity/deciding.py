"""Decide a case: cap, leave out or clear its members; an operation like any other, to be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engine.ledger.services import Actor, Cell, record_operation
from engine.ledger.undoing import rehearse
from ideas.models import CaseOutcome, IntegrityCase
from ideas.services.integrity.bearing import ideas_of_cases
from ideas.services.structure import StructureError
from ideas.services.supporting import count_support, support_of_ideas

if TYPE_CHECKING:
    from engine.ledger.undoing import Rehearsal
    from ideas.support.counting import Numbers


class CaseRefusedError(StructureError):
    """A decision that cannot be; the message tells a person why."""


@transaction.atomic
def decide_case(
    case: IntegrityCase, *, outcome: CaseOutcome | str, actor: Actor, reason: str
) -> IntegrityCase:
    """Say how the members count from now on, and count the ideas they stand for anew.

    Raises CaseRefusedError where somebody has decided, or without a reason: what takes support
    away, or leaves it, must be told why.
    """
    wanted, why = CaseOutcome(outcome), reason.strip()
    if not why:
        raise CaseRefusedError(_("Say why."))
    row = IntegrityCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if row.outcome:
        raise CaseRefusedError(_("Somebody has decided it already; undo that first."))
    person = None if actor is None else actor.pk
    cells = [Cell(row, "outcome", "", str(wanted)), Cell(row, "decided_by", None, person)]
    row.outcome, row.decided_by_id, row.decided_at = wanted, person, timezone.now()
    row.save(update_fields=["outcome", "decided_by", "decided_at"])
    record_operation("case.decide", actor=actor, reason=why, changes=cells)
    count_support(ideas_of_cases([row.pk]))
    row.refresh_from_db(fields=["state"])
    return row


def rehearse_decision(
    case: IntegrityCase, *, outcome: CaseOutcome | str, actor: Actor, reason: str
) -> Rehearsal[dict[int, Numbers]]:
    """What stands behind each idea of the case before such a decision and after it."""
    ideas = ideas_of_cases([case.pk])
    return rehearse(
        lambda: decide_case(case, outcome=outcome, actor=actor, reason=reason),
        look=lambda: support_of_ideas(ideas),
    )

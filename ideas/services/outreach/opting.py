"""Fans who want to hear nothing on their channel, of whatever idea."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from engine.ledger.services import Actor, Cell, plain, record_operation
from ideas.models import OptOut, Outreach, OutreachState
from ideas.services.needs import LackingError, checked_reason
from ideas.services.outreach.errors import OutreachError
from ideas.services.outreach.telling import TOLD

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

_UNSENT = (
    OutreachState.QUEUED,
    OutreachState.APPROVED,
    OutreachState.FAILED,
    OutreachState.UNREACHABLE,
)
_OUT = {"state": str(OutreachState.OPTED_OUT), "sent_at": None, "link": "", "reason": ""}


@transaction.atomic
def opt_out(rows: Iterable[int], *, actor: Actor, reason: str = "") -> int:
    """Record that the fans of these rows want to hear nothing; answers how many are new.

    Whatever waits to be told them, of any idea, waits no longer; one operation, and its undo
    brings all of it back. Raises OutreachError.
    """
    try:
        why = checked_reason(reason)
    except LackingError as error:
        raise OutreachError(str(error), name=error.name) from error
    fans = set(Outreach.objects.filter(pk__in=list(rows)).values_list("fan", flat=True))
    if not fans:
        raise OutreachError(_("Choose at least one fan."))
    known = {
        row.fan_id: row
        for row in OptOut.objects.filter(fan__in=fans)
        .select_for_update(of=("self",))
        .order_by("pk")
    }
    again = [row for row in known.values() if not row.is_standing]
    by = actor.pk if actor is not None else None
    fresh = OptOut.objects.bulk_create(
        [OptOut(fan_id=fan, reason=why, made_by_id=by) for fan in sorted(fans - known.keys())]
    )
    OptOut.objects.filter(pk__in=[row.pk for row in again]).update(is_standing=True)
    cells = [Cell(row, "is_standing", False, True) for row in (*again, *fresh)]
    waiting = Outreach.objects.filter(fan__in=fans, state__in=_UNSENT)
    held = list(waiting.select_for_update(of=("self",)).order_by("pk"))
    cells += [
        Cell(row, "state", [plain(getattr(row, name)) for name in TOLD], list(_OUT.values()))
        for row in held
    ]
    Outreach.objects.filter(pk__in=[row.pk for row in held]).update(**_OUT)
    record_operation("outreach.opt_out", actor=actor, reason=why, changes=cells)
    return len(again) + len(fresh)


def follow_opt_outs(rows: Collection[int]) -> None:
    """Let lists made meanwhile follow a wish that was put back."""
    wishes = OptOut.objects.filter(pk__in=rows)
    back = wishes.filter(is_standing=False).values("fan")
    out = wishes.filter(is_standing=True).values("fan")
    Outreach.objects.filter(fan__in=back, state=OutreachState.OPTED_OUT).update(
        state=OutreachState.QUEUED
    )
    Outreach.objects.filter(fan__in=out, state__in=_UNSENT).update(**_OUT)

"""What people say of alerts: seen, or not worth seeing; each an operation that can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engine.ledger.services import Actor, Cell, record_operation
from ideas.models import BurstAlert, BurstState
from ideas.services.structure.errors import StructureError

if TYPE_CHECKING:
    from collections.abc import Mapping

ACKNOWLEDGE, DISMISS = "burst.acknowledge", "burst.dismiss"


class DecidedBurstError(StructureError):
    """An alert that somebody has decided on already; the message tells a person."""


@transaction.atomic
def acknowledge_burst(alert: BurstAlert, *, actor: Actor, reason: str = "") -> None:
    """Say that the burst was seen. Raises DecidedBurstError."""
    _decide(alert, BurstState.ACKNOWLEDGED, kind=ACKNOWLEDGE, actor=actor, reason=reason)


@transaction.atomic
def dismiss_burst(alert: BurstAlert, *, actor: Actor, reason: str = "") -> None:
    """Say that the burst is not worth seeing. Raises DecidedBurstError.

    Its numbers go on as long as it does, so that it is not raised once more.
    """
    _decide(alert, BurstState.DISMISSED, kind=DISMISS, actor=actor, reason=reason)


def _decide(alert: BurstAlert, state: BurstState, *, kind: str, actor: Actor, reason: str) -> None:
    row = BurstAlert.objects.select_for_update(of=("self",)).get(pk=alert.pk)
    if row.state != BurstState.OPEN:
        raise DecidedBurstError(_("Somebody has said so or otherwise already."))
    actor_pk = getattr(actor, "pk", None)
    changes = [
        Cell(row, "state", row.state, str(state)),
        Cell(row, "decided_by", row.decided_by_id, actor_pk),
    ]
    record_operation(kind, actor=actor, reason=reason, changes=changes)
    set_states({row.pk: str(state)})
    BurstAlert.objects.filter(pk=row.pk).update(decided_by=actor_pk)


def set_states(states: Mapping[int, str]) -> None:
    """Write what people said of alerts, with when; one that waits again was decided at no time."""
    for pk, state in states.items():
        at = None if state == BurstState.OPEN else timezone.now()
        BurstAlert.objects.filter(pk=pk).update(state=state, decided_at=at)

"""Parked ideas wake on their day: back to triaged, by nobody's hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from engine.ledger.services import Cell, plain, record_operation
from ideas.models import Idea, Status
from ideas.services.clocks import settle_clocks
from ideas.services.decisions import take_back

if TYPE_CHECKING:
    from datetime import date


@transaction.atomic
def wake_parked(today: date) -> int:
    """Wake every parked idea whose day has come, as one operation; answers how many.

    Repeated, it finds none; two at once wake each idea once.
    """
    due = Idea.objects.to_wake(today).select_for_update(of=("self",)).order_by("pk")
    rows = list(due.only("status", "revisit_on"))
    keys = [row.pk for row in rows]
    cells = take_back(keys)
    for row in rows:
        cells.append(Cell(row, "status", str(Status.PARKED), str(Status.TRIAGED)))
        cells.append(Cell(row, "revisit_on", plain(row.revisit_on), None))
    Idea.objects.filter(pk__in=keys).update(
        status=Status.TRIAGED, revisit_on=None, updated_at=timezone.now()
    )
    record_operation("idea.wake", actor=None, changes=cells)
    settle_clocks(keys)
    return len(rows)

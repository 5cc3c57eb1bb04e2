"""What the machine does to clocks as time goes by: start, warn, note what was missed, escalate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Least

from ideas.models import Clock
from ideas.services.clocks.following import settle_untold
from ideas.services.clocks.starting import start_clocks

if TYPE_CHECKING:
    from datetime import datetime

    from ideas.models import ClockQuerySet

_UNTOLD_AT_A_TIME = 1000


@dataclass(frozen=True, slots=True)
class Ran:
    """How many clocks were started, warned of, missed and escalated."""

    started: int
    warned: int
    missed: int
    escalated: int

    @property
    def number(self) -> int:
        """All of them together."""
        return self.started + self.warned + self.missed + self.escalated


def run_clocks(now: datetime) -> Ran:
    """Do all that is due by now, each thing once; late or twice at once makes no difference."""
    while settle_untold(limit=_UNTOLD_AT_A_TIME) == _UNTOLD_AT_A_TIME:
        pass
    return Ran(
        started=start_clocks(now),
        missed=_note(_missed(now), {"breached_at": F("due_at")}),
        warned=_note(_to_warn(now), {"warned_at": now}),
        escalated=_note(_to_escalate(now), {"escalated_at": now}),
    )


@transaction.atomic
def _note(rows: ClockQuerySet, values: dict[str, object]) -> int:
    # a row that another worker holds is noted by that worker
    found = rows.order_by("pk").select_for_update(of=("self",), skip_locked=True)
    return Clock.objects.filter(pk__in=list(found.values_list("pk", flat=True))).update(**values)


def _missed(now: datetime) -> ClockQuerySet:
    """Clocks that came to their due time before their end, be it that they were kept late."""
    end = Coalesce(Least("met_at", "waived_at", "lapsed_at"), now)
    found = Clock.objects.binding().filter(breached_at__isnull=True, paused_at__isnull=True)
    return found.filter(due_at__lt=now).filter(Q(due_at__lt=end))


def _to_warn(now: datetime) -> ClockQuerySet:
    """Running clocks that will soon be due; of what is due already nobody is warned."""
    found = Clock.objects.running().filter(warned_at__isnull=True, warns_at__lte=now)
    return found.filter(due_at__gte=now)


def _to_escalate(now: datetime) -> ClockQuerySet:
    found = Clock.objects.running().filter(breached_at__isnull=False, escalated_at__isnull=True)
    return found.filter(escalates_at__lte=now)

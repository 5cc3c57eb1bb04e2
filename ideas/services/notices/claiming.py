"""Take notices out of the queue: each by one worker, no robot faster than its platform allows.

A claim is a lease: attempts and the next try are written before anything is sent, so a worker
that dies leaves notices that are tried again, and one that kills workers is given up in the end.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Window
from django.db.models.functions import RowNumber

from engine.notices.robots import PLATFORMS
from ideas.models import Notice, Robot

if TYPE_CHECKING:
    from datetime import datetime

# Longer than any run of the sender, which must be over before somebody else tries again.
LEASE = timedelta(minutes=5)
_MINUTE = timedelta(minutes=1)


@transaction.atomic
def claim(*, limit: int, now: datetime) -> list[Notice]:
    """Up to so many due notices to robots, and as many to persons, leased to the caller."""
    taken = [*_to_robots(limit, now=now), *_to_persons(limit, now=now)]
    Notice.objects.filter(pk__in=taken).update(
        attempts=F("attempts") + 1, tried_at=now, next_try_at=now + LEASE
    )
    return list(Notice.objects.filter(pk__in=taken).told().order_by("due_at", "pk"))


def _to_persons(limit: int, *, now: datetime) -> list[int]:
    due = Notice.objects.due(now).filter(robot__isnull=True)
    rows = due.select_for_update(of=("self",), skip_locked=True)
    return list(rows.values_list("pk", flat=True)[:limit])


def _to_robots(limit: int, *, now: datetime) -> list[int]:
    """Whoever holds a robot's row claims for it: none else counts its minute meanwhile."""
    due = Notice.objects.due(now)
    waiting = Robot.objects.awake(now).filter(Exists(due.filter(robot=OuterRef("pk"))))
    locked = waiting.select_for_update(of=("self",), skip_locked=True).order_by("pk")
    kinds = dict(locked.values_list("pk", "kind"))
    tried = Notice.objects.filter(robot__in=kinds, tried_at__gt=now - _MINUTE)
    spent = dict(tried.order_by().values_list("robot").annotate(Count("pk")))
    place = Window(RowNumber(), partition_by="robot", order_by=["next_try_at", "pk"])
    rows = due.filter(robot__in=kinds).annotate(place=place).filter(place__lte=limit)
    return [
        pk
        for pk, robot, at in rows.values_list("pk", "robot", "place")
        if at <= PLATFORMS[kinds[robot]].a_minute - spent.get(robot, 0)
    ][:limit]

"""Let ticks follow what changed outside the grouping, and thin points that are kept no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from feedback.models import FanRequest
from ideas.models import Grain, Point
from ideas.series.grains import kept_since
from ideas.services.locking import may_write, wait_to_write
from ideas.services.series.ticking import differing, tick

if TYPE_CHECKING:
    from collections.abc import Collection


@transaction.atomic
def settle_batch(*, limit: int) -> int | None:
    """Count anew up to limit requests whose ticks no longer fit; None while another writes.

    A comment that is hidden, a fan who turns out to be a company, a label a person changed: the
    grouping sees none of them. It also counts what was grouped before there were series.
    """
    if not may_write():
        return None
    return tick(differing(limit=limit))


@transaction.atomic
def settle_fans(fans: Collection[int]) -> int:
    """Count the requests of these fans anew, at once: they became others to us."""
    asked = FanRequest.objects.filter(comment__fan__in=fans).values_list("pk", flat=True)
    wait_to_write()
    return tick(asked)


def thin_points() -> int:
    """Delete minutes and hours that are kept no longer; answers how many."""
    now, gone = timezone.now(), 0
    for grain in Grain.values:
        since = kept_since(grain, now=now)
        if since is not None:
            gone += Point.objects.filter(grain=grain, at__lt=since).delete()[0]
    return gone

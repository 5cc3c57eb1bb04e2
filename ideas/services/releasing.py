"""Take requests out of their clusters, so that the grouping looks at them again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from feedback.models import FanRequest
from ideas.models import Assignment, Cluster
from ideas.services.promoting import retitle_candidates
from ideas.services.rearranging import retitle
from ideas.services.repairing import recount
from ideas.services.supporting import count_support

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


def release(requests: Iterable[int], *, at: datetime | None = None) -> set[int]:
    """Close the open assignments of these requests and queue them; answers the clusters left.

    What stays keeps a representative, and a title of what is still asked for. The caller holds
    the grouping lock.
    """
    wanted = list(requests)
    if not wanted:
        return set()
    rows = Assignment.objects.open().filter(request__in=wanted)
    left = set(rows.values_list("cluster", flat=True))
    rows.update(valid_to=at or timezone.now())
    FanRequest.objects.current().filter(pk__in=wanted).update(grouped_at=None)
    recount(left)
    retitle(left)
    retitle_candidates(left)
    ideas = Cluster.objects.filter(pk__in=left, idea__isnull=False).values_list("idea", flat=True)
    count_support(set(ideas))
    return left

"""How long a comment waits to be readable while a hundred a second arrive."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.utils import timezone

from benchmarks.way.comments import batches
from benchmarks.way.run import SECRET
from feedback.models import Comment
from feedback.services.receiving import receive_comments
from feedback.tasks import wake_reader

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from engine.processes import Supervisor

A_SECOND = 100
SECONDS = 60
_BATCH = 20
_POLL_SECONDS = 0.05


def read_to_visible(path: Path, *, first: int, supervisor: Supervisor) -> float:
    """Seconds from received to seen as read by another connection's query, 95th percentile."""
    waiting: dict[int, datetime] = {}
    waits: list[float] = []
    fed = batches(path, first=first, rows=A_SECOND * SECONDS, size=_BATCH)
    began = time.monotonic()
    for number, batch in enumerate(fed):
        while time.monotonic() - began < number * _BATCH / A_SECOND:
            waits += _seen(waiting)
            time.sleep(_POLL_SECONDS)
        came = timezone.now()
        receipts = receive_comments(batch, secret=SECRET)
        wake_reader()
        waiting |= {receipt.comment_id: came for receipt in receipts}
    while waiting:
        supervisor.check()
        waits += _seen(waiting)
        time.sleep(_POLL_SECONDS)
    waits.sort()
    print(
        f"{len(waits):,} comments at {A_SECOND} a second: readable after "
        f"{waits[len(waits) // 2]:.2f} s (median), {waits[-1]:.2f} s (the last)",
        flush=True,
    )
    return round(waits[len(waits) * 95 // 100], 2)


def _seen(waiting: dict[int, datetime]) -> list[float]:
    """Take out what can be seen as read now; answers how long each took."""
    read = Comment.objects.filter(pk__in=list(waiting), read_at__isnull=False)
    now_seen = list(read.values_list("pk", flat=True))
    now = timezone.now()
    return [(now - waiting.pop(pk)).total_seconds() for pk in now_seen]

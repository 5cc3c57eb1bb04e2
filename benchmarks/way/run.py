"""One run: comments go in while workers read and group them, until nothing waits."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Max, Min

from benchmarks.way.comments import batches
from benchmarks.way.memory import resident_mib
from engine.celery import nudge
from feedback.encoding import configured_encoder
from feedback.models import Comment, FanRequest
from feedback.services.reading import read_batch
from feedback.services.receiving import receive_comments
from feedback.tasks import ASSIGN, wake_reader
from ideas.services.assigning import assign_batch

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from engine.processes import Supervisor

SECRET = "benchmark"  # noqa: S105
_POLL_SECONDS = 0.2
_NUDGED_EVERY = 5.0


@dataclass(slots=True)
class Run:
    """Seconds from the first comment received to the last request grouped, and the memory."""

    rows: int = 0
    seconds: float = 0.0
    receiving: float = 0.0
    peak_mib: float = 0.0
    began: float = field(default_factory=time.monotonic)

    @property
    def rate(self) -> float:
        """Comments a second over all."""
        return self.rows / self.seconds


def run(path: Path, *, first: int, rows: int, supervisor: Supervisor) -> Run:
    """Take rows of the stream in and wait for the workers; prints how far it is."""
    done = Run()
    for batch in batches(path, first=first, rows=rows):
        receive_comments(batch, secret=SECRET)
        wake_reader()
        done.rows += len(batch)
        _look(done, supervisor)
    done.receiving = time.monotonic() - done.began
    nudged = time.monotonic()
    while _something_waits():
        if time.monotonic() - nudged > _NUDGED_EVERY:
            nudged = time.monotonic()
            nudge(ASSIGN)
            _look(done, supervisor)
        time.sleep(_POLL_SECONDS)
    done.seconds = time.monotonic() - done.began
    _look(done, supervisor)
    return done


def check() -> None:
    """Raise unless each comment has its label, and its sentiment where it has a Chinese sign."""
    unlabelled = Comment.objects.filter(label="") | Comment.objects.filter(read_at__isnull=True)
    unheard = Comment.objects.filter(sentiment__isnull=True, text__regex="[一-鿿]")
    for rows in (unlabelled, unheard, FanRequest.objects.to_group()):
        if rows.exists():
            message = f"the workers left {rows.count()} rows behind"
            raise RuntimeError(message)


def windows() -> str:
    """When the stages began and ended, in seconds after the first comment came in."""
    came, gone = Comment.objects.aggregate(a=Min("received_at"), b=Max("received_at")).values()
    read = Comment.objects.aggregate(a=Min("read_at"), b=Max("read_at")).values()
    grouped = FanRequest.objects.aggregate(a=Min("grouped_at"), b=Max("grouped_at")).values()
    told = [("received", (came, gone)), ("read", tuple(read)), ("grouped", tuple(grouped))]
    return "; ".join(
        f"{name} {(a - came).total_seconds():.1f} to {(b - came).total_seconds():.1f} s"
        for name, (a, b) in told
        if a is not None
    )


def stages(path: Path, *, rows: int) -> dict[str, float]:
    """Each stage alone, in this one process: comments a second."""
    configured_encoder().encode(["冷宫冰箱"])
    parts = list(batches(path, first=0, rows=rows))
    return {
        "receive": rows / _seconds(lambda: [receive_comments(p, secret=SECRET) for p in parts]),
        "read": rows / _seconds(lambda: _until_nothing(_read)),
        "group": rows / _seconds(lambda: _until_nothing(_group)),
    }


def _read() -> int:
    return read_batch(limit=settings.READING_BATCH, encoder=configured_encoder())


def _group() -> int:
    done = assign_batch(limit=settings.GROUPING_BATCH, promotion_support=settings.PROMOTION_SUPPORT)
    return done.requests if done else 0


def _until_nothing(work: Callable[[], int]) -> None:
    while work():
        pass


def _seconds(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


def _something_waits() -> bool:
    return Comment.objects.unread().exists() or FanRequest.objects.to_group().exists()


def _look(done: Run, supervisor: Supervisor) -> None:
    supervisor.check()
    done.peak_mib = max(done.peak_mib, resident_mib())
    if done.rows % 10_000 == 0:
        oldest = Comment.objects.unread().values_list("pk", flat=True).first()
        newest = Comment.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        left = newest - oldest + 1 if oldest else 0
        seconds = time.monotonic() - done.began
        print(f"  {seconds:6.0f} s  {done.rows:>9,} received  {left:>9,} to read", flush=True)

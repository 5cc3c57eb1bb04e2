"""Wait for the worker, and show how far it is."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from django.db import connection

from engine.celery import nudge
from feedback.models import Comment, FanRequest

if TYPE_CHECKING:
    from collections.abc import Callable

_WIDTH = 30
_POLL_SECONDS = 0.5
_STALLED_SECONDS = 180.0
_NUDGE_EVERY = 4


class StalledError(RuntimeError):
    """The worker makes no progress."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is still to do."""

    unread: int
    ungrouped: int


def backlog() -> Backlog:
    """Count what waits to be read and to be grouped."""
    return Backlog(
        unread=Comment.objects.unread().count(), ungrouped=FanRequest.objects.to_group().count()
    )


def wait_for_worker(*, out: TextIO, check: Callable[[], None]) -> None:
    """Show a bar until nothing waits; `check` raises when the worker has died."""
    total = Comment.objects.count()
    bar = _Bar(out)
    moved_at, last, round_ = time.monotonic(), backlog(), 0
    while (now := backlog()) != Backlog(0, 0):
        check()
        bar.show(total - now.unread, total=total, waiting=now.ungrouped)
        if now != last:
            moved_at, last = time.monotonic(), now
        if time.monotonic() - moved_at > _STALLED_SECONDS:
            message = f"the worker has not moved for {_STALLED_SECONDS:.0f} s"
            raise StalledError(message)
        if round_ % _NUDGE_EVERY == 0:
            nudge("feedback.read_comments" if now.unread else "ideas.assign_requests")
        round_ += 1
        connection.close_if_unusable_or_obsolete()
        time.sleep(_POLL_SECONDS)
    bar.done(total)


class _Bar:
    """A bar that redraws itself on a terminal and stays silent elsewhere but for its end."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._redraws = out.isatty()

    def show(self, done: int, *, total: int, waiting: int) -> None:
        """Draw where we are."""
        if self._redraws:
            filled = _WIDTH * done // max(total, 1)
            bar = "█" * filled + "·" * (_WIDTH - filled)
            self._out.write(f"\r  [{bar}] {done}/{total} read, {waiting} requests to group  ")
            self._out.flush()

    def done(self, total: int) -> None:
        """Draw the end."""
        start = "\r" if self._redraws else ""
        self._out.write(f"{start}  [{'█' * _WIDTH}] {total}/{total} read, all grouped{' ' * 20}\n")

"""Celery's doors into the feedback room; only ids and names cross the broker."""

from __future__ import annotations

from django.conf import settings

from engine.celery import app, nudge
from feedback.encoding import encoder_in_use
from feedback.services.reading import read_batch

READ = "feedback.read_comments"
ASSIGN = "ideas.assign_requests"
# After so many batches a reader goes to the end of the line: in a long import the grouping
# would otherwise wait for the last comment, and then have one core to itself.
_BATCHES_A_TURN = 10


@app.task(name=READ)
def read_comments() -> int:
    """Read what no other worker holds, for one turn; what is left waits for the next."""
    total, done = 0, 1
    for _ in range(_BATCHES_A_TURN):
        done = read_batch(limit=settings.READING_BATCH, encoder=encoder_in_use())
        total += done
        if not done:
            break
    if total:
        nudge(ASSIGN)
    if done:
        nudge(READ)
    return total


def wake_reader() -> bool:
    """Ask for a reading soon; the sweep comes anyway."""
    return nudge(READ)

"""Celery's doors into the feedback room; only ids and names cross the broker."""

from __future__ import annotations

from django.conf import settings

from engine.celery import app, nudge
from feedback.encoding import encoder_in_use
from feedback.services.reading import read_batch

ASSIGN = "ideas.assign_requests"


@app.task(name="feedback.read_comments")
def read_comments() -> int:
    """Read until nothing unread is left that another worker does not hold."""
    total = 0
    while done := read_batch(limit=settings.READING_BATCH, encoder=encoder_in_use()):
        total += done
        nudge(ASSIGN)
    return total


def wake_reader() -> bool:
    """Ask for a reading soon; the sweep comes anyway."""
    return nudge("feedback.read_comments")

"""reread: read old comments with the active version; may be stopped and goes on where it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand

from engine.celery import nudge
from feedback.encoding import configured_encoder
from feedback.services.rereading import reread_batch, to_reread
from feedback.services.versions import active_weights
from feedback.tasks import ASSIGN

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Bring stored readings to the active version, newest comments first."""

    help = "Read again the comments that another version of the reader read, newest first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say how much at once."""
        parser.add_argument("--batch", type=int, default=settings.READING_BATCH)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Go through what is left; each batch is kept even when the next one is cut short."""
        waiting = to_reread()
        version = active_weights().version
        self.stdout.write(f"{version}: {waiting:,} comments to read again")
        try:
            done = self._run(waiting, batch=max(1, options["batch"]))
        except KeyboardInterrupt:
            self.stdout.write("\nStopped; the same command goes on from here.")
            return
        self.stdout.write(f"{done:,} comments read again; {to_reread():,} left.")

    def _run(self, waiting: int, *, batch: int) -> int:
        done, relabelled, requests, below = 0, 0, 0, None
        encoder = configured_encoder()
        while answer := reread_batch(limit=batch, encoder=encoder, below=below):
            done, below = done + answer.comments, answer.last
            relabelled, requests = relabelled + answer.relabelled, requests + answer.requests
            if answer.requests:
                nudge(ASSIGN)
            self.stdout.write(
                f"{done:,} of {max(waiting, done):,}: {relabelled:,} other labels, "
                f"{requests:,} requests came or went"
            )
        return done

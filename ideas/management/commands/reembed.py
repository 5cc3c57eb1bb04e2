"""reembed: move all vectors to the configured encoder; may be stopped and started again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from engine.nlp.encoder import EncoderError
from feedback.encoding import configured_encoder, version_in_use
from ideas.services.reembedding import (
    ReembeddingError,
    only_one,
    prepare_batch,
    switch,
    to_prepare,
)

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from engine.nlp.encoder import Encoder


class Command(BaseCommand):
    """Prepare new vectors beside the old ones, then switch in one step."""

    help = "Move all vectors to the encoder of the settings while the system runs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Let people choose the steps."""
        parser.add_argument("--batch", type=int, default=256, help="requests a step")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print the progress; what is prepared stays prepared."""
        encoder = configured_encoder()
        self.stdout.write(f"from {version_in_use() or 'nothing'} to {encoder.version}")
        try:
            with only_one():
                self._move(encoder, batch=options["batch"])
        except (EncoderError, ReembeddingError) as error:
            message = f"{error}. Nothing is lost: start again to go on."
            raise CommandError(message) from error
        except KeyboardInterrupt:
            self.stdout.write("Stopped. The old vectors are in use; start again to go on.")

    def _move(self, encoder: Encoder, *, batch: int) -> None:
        waiting, done = to_prepare(encoder.version).count(), 0
        while True:
            while prepared := prepare_batch(encoder, limit=batch):
                done += prepared
                self.stdout.write(f"{done} of {max(waiting, done)} prepared")
            if switch(encoder):
                break
        self.stdout.write(f"Now in use: {encoder.version}. Restart workers with other settings.")

"""consolidate: the second look at clusters, until nothing is left; may be stopped at any time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand

from ideas.services.consolidating import Consolidated, consolidate_batch, look_again

if TYPE_CHECKING:
    from argparse import ArgumentParser

_PAUSE = 0.2


class Command(BaseCommand):
    """Join and divide what no person touched; suggest the rest."""

    help = "Look again at the clusters that changed, or at --all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Let people ask for all clusters, and for smaller steps."""
        parser.add_argument("--all", action="store_true", help="look at every cluster again")
        parser.add_argument("--batch", type=int, default=50, help="clusters a transaction")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print each batch; Ctrl-C leaves what is done done."""
        if options["all"]:
            look_again()
        try:
            while (done := self._batch(options["batch"])).looked:
                self.stdout.write(
                    f"looked at {done.looked}: {done.joined} joined, {done.divided} divided, "
                    f"{done.suggested} suggested"
                )
        except KeyboardInterrupt:
            self.stdout.write("Stopped; the rest is looked at next time.")

    def _batch(self, limit: int) -> Consolidated:
        while True:
            done = consolidate_batch(limit=limit, promotion_support=settings.PROMOTION_SUPPORT)
            if done is not None:
                return done
            time.sleep(_PAUSE)

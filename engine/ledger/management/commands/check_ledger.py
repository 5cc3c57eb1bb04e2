"""check_ledger: is everything that people changed as the ledger says? Status 1 where it is not."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from engine.ledger.models import CellChange, Operation
from engine.ledger.replaying import differences

_LONGEST = 200


class Command(BaseCommand):
    """Replay the ledger and compare; changes nothing."""

    help = (
        "Replay the ledger and print every cell that was written past it and every change that "
        "does not begin where the one before it ended; status 1 where there is any."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print a line a difference."""
        found = differences()
        for row in found:
            told, held = (_short(value) for value in (row.ledger, row.found))
            self.stdout.write(f"{row.cell}: the ledger says {told}, found {held}")
        operations, cells = Operation.objects.count(), CellChange.objects.count()
        if found:
            message = f"{len(found):,} differences in {operations:,} operations"
            raise CommandError(message, returncode=1)
        self.stdout.write(f"{operations:,} operations with {cells:,} changed cells: all agree.")


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"

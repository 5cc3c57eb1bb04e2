"""sweep_files: delete stored files of attachments that no row names."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from ideas.services.sweeping import sweep_files

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

# No upload takes so long.
_KEPT = timedelta(days=1)


class Command(BaseCommand):
    """Delete what uploads left behind that were broken off before their row was made."""

    help = "Delete stored files, older than a day, that no attachment names."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the dry run."""
        parser.add_argument("--dry-run", action="store_true", help="only name the files")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Name each file, then how many there were."""
        dry_run = options["dry_run"]
        gone = sweep_files(before=timezone.now() - _KEPT, dry_run=dry_run)
        for name in gone:
            self.stdout.write(name)
        self.stdout.write(f"{len(gone)} files {'would be ' if dry_run else ''}deleted")

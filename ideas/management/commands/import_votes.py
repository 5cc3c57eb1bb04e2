"""import_votes: take in a CSV of votes, or only tell what it would do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from ideas.services.importing_votes import VoteReport, import_votes
from ideas.services.voting import VoteRefusedError
from ideas.vote_files.rows import VoteFileError

if TYPE_CHECKING:
    from argparse import ArgumentParser

_SHOWN = 20


class Command(BaseCommand):
    """Record every vote of a file as one operation; the same file twice changes nothing."""

    help = "Record the votes of a CSV: channel, fan id, idea (number or exact title), when, link."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the file, where the fans said so, and who records it."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", default="", help="said of every vote; needed without links")
        parser.add_argument("--by", metavar="USERNAME", help="the colleague who records the votes")
        parser.add_argument("--dry-run", action="store_true", help="tell, write nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Import the file and tell what became of its rows."""
        try:
            with options["file"].open("rb") as file:
                report = import_votes(
                    file,
                    source=options["source"],
                    actor=_colleague(options["by"]),
                    secret=settings.AUTHOR_SECRET,
                    dry_run=options["dry_run"],
                )
        except (OSError, VoteFileError, VoteRefusedError) as error:
            raise CommandError(str(error)) from error
        self._tell(report)

    def _tell(self, report: VoteReport) -> None:
        dry = " (dry run, nothing written)" if report.dry_run else ""
        self.stdout.write(
            f"{report.rows} rows: {report.added} added, {len(report.doubled)} doubled, "
            f"{report.refused} refused{dry}"
        )
        for note in report.notes:
            self.stdout.write(f"  note: {note}")
        for tally in report.tallies:
            change = f"{tally.effective_before:.1f} → {tally.effective_after:.1f}"
            self.stdout.write(
                f"  #{tally.number} {tally.title}: +{tally.added}, effective {change}"
            )
        for row in report.refusals[:_SHOWN]:
            place = f", {row.field}" if row.field else ""
            hints = f" {' | '.join(row.nearest)}" if row.nearest else ""
            self.stdout.write(f"  line {row.line}{place}: {_(row.reason)} [{row.excerpt}]{hints}")
        if report.refused > _SHOWN:
            self.stdout.write(f"  … and {report.refused - _SHOWN} refused rows more")


def _colleague(username: str | None) -> User | None:
    if username is None:
        return None
    found = User.objects.filter(username=username, is_active=True).first()
    if found is None:
        message = f"no active colleague is named {username!r}"
        raise CommandError(message)
    return found

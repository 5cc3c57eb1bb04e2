"""import_comments: take in files of comments, of any format we know."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive

from feedback.importing import Report, Wanted, import_file
from feedback.models import Account
from feedback.sources import SourceError, formats
from feedback.tasks import wake_reader

if TYPE_CHECKING:
    from argparse import ArgumentParser

_OUTCOMES = ("new", "changed", "duplicate", "refused")
_SHOWN_REFUSALS = 20


class Command(BaseCommand):
    """Recognise each file, store its comments, say what became of every row."""

    help = "Take in comments from files; the same file twice changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the files and what they do not say themselves."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--format", choices=formats(), help="instead of recognising it")
        parser.add_argument("--account", help="name of our account the comments came to")
        parser.add_argument("--collected-at", help="when the file was collected, with offset")
        parser.add_argument("--dry-run", action="store_true", help="count, write nothing")
        parser.add_argument("--json", action="store_true", help="end with one line of JSON a file")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Import file after file; a file nobody can read does not stop the others."""
        wanted = Wanted(
            source_format=options["format"],
            account=_account(options["account"]),
            collected_at=_collected_at(options["collected_at"]),
        )
        failed = 0
        for path in options["files"]:
            try:
                self._import(path, wanted=wanted, options=options)
            except (SourceError, OSError) as error:
                failed += 1
                self._complain(path, error, options=options)
        if failed:
            message = f"{failed} of {len(options['files'])} files were not read"
            raise CommandError(message)

    def _complain(self, path: Path, error: Exception, *, options: dict[str, Any]) -> None:
        # A file that is no text may put its bytes into the message, and they onto the terminal.
        reason = "".join(sign if sign.isprintable() else "·" for sign in str(error))
        self.stderr.write(self.style.ERROR(f"{path}: {reason}"))
        if options["json"]:
            nothing: dict[str, Any] = dict.fromkeys(("rows", *_OUTCOMES), 0)
            self.stdout.write(json.dumps({"format": None, **nothing, "error": reason}))

    def _import(self, path: Path, *, wanted: Wanted, options: dict[str, Any]) -> None:
        report = import_file(
            path,
            secret=settings.AUTHOR_SECRET,
            wanted=wanted,
            dry_run=options["dry_run"],
            progress=lambda rows, share: self._progress(
                path, rows=rows, share=share, options=options
            ),
        )
        self._show(path, report=report, options=options)
        if not options["dry_run"] and not wake_reader():
            self.stderr.write("The broker is away: comments are stored and wait to be read.")

    def _progress(self, path: Path, *, rows: int, share: float, options: dict[str, Any]) -> None:
        if self.stderr.isatty() and options["verbosity"]:
            self.stderr.write(f"\r{path.name}: {share:4.0%}, {rows} rows", ending="")
            self.stderr.flush()

    def _show(self, path: Path, *, report: Report, options: dict[str, Any]) -> None:
        out = self.stderr if options["json"] else self.stdout
        if self.stderr.isatty():
            self.stderr.write("\r", ending="")
        told = ", ".join(f"{report.counts[name]} {name}" for name in _OUTCOMES)
        dry = " (dry run, nothing written)" if options["dry_run"] else ""
        out.write(f"{path}: {report.format_name}: {report.rows} rows: {told}{dry}")
        for note in report.notes:
            out.write(f"  note: {note}")
        for refusal in report.refusals[:_SHOWN_REFUSALS]:
            place = f", {refusal.field}" if refusal.field else ""
            out.write(f"  line {refusal.line}{place}: {refusal.reason} [{refusal.excerpt}]")
        hidden = report.counts["refused"] - _SHOWN_REFUSALS
        if hidden > 0:
            out.write(f"  … and {hidden} refused rows more")
        if options["json"]:
            counts = {name: report.counts[name] for name in _OUTCOMES}
            line = {"format": report.format_name, "rows": report.rows, **counts}
            self.stdout.write(json.dumps(line))


def _account(name: str | None) -> str | None:
    """A mistyped account would go unnoticed: it must be one of ours."""
    if name is None or Account.objects.filter(name=name).exists():
        return name
    known = ", ".join(Account.objects.values_list("name", flat=True).distinct()) or "none yet"
    message = f"no own account is named {name!r}; there are: {known}"
    raise CommandError(message)


def _collected_at(text: str | None) -> Any:
    if text is None:
        return None
    try:
        at = parse_datetime(text)
    except ValueError:
        at = None
    if at is None or is_naive(at):
        message = f"--collected-at needs a date and time with an offset, not {text!r}"
        raise CommandError(message)
    return at

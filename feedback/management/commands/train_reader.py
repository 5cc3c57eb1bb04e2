"""train_reader: learn a version from people's labels, compare it, use it when it is better."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from engine.nlp.teaching.comparing import TooFewLessonsError
from feedback.models import ReaderVersion
from feedback.services.teaching import Settled, Trial, settle, try_version
from feedback.services.versions import UnfitVersionError, activate_version, active_version

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Iterable

    from engine.nlp.calibration import Bin
    from engine.nlp.teaching.comparing import Side

_IS_ACTIVE = "is active now; `manage.py reread` reads old comments again"


class Command(BaseCommand):
    """Teach the reader what people said, or go back to an earlier version."""

    help = "Learn from the labels people gave; activate what was learnt only when it is better."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what happens with what was learnt."""
        parser.add_argument("--force", action="store_true", help="activate it in any case")
        parser.add_argument("--dry-run", action="store_true", help="compare, keep nothing")
        parser.add_argument("--activate", metavar="VERSION", help="go over to a stored version")
        parser.add_argument("--list", action="store_true", help="show the stored versions")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do one of the three."""
        if options["list"]:
            self._list()
        elif options["activate"]:
            self._activate(options["activate"])
        else:
            self._train(force=options["force"], dry_run=options["dry_run"])

    def _train(self, *, force: bool, dry_run: bool) -> None:
        self.stdout.write("Comparing by cross-validation; this takes a minute or more.")
        try:
            trial = try_version()
        except TooFewLessonsError as error:
            message = f"Nothing was learnt: {error}."
            raise CommandError(message) from error
        self._show(trial)
        if dry_run:
            self.stdout.write("Dry run: nothing was kept.")
            return
        told = {
            Settled.NOTHING_NEW: f"People's labels teach nothing that {trial.active} does not know",
            Settled.KEPT: f"{trial.active} stays active; --force activates {trial.name}",
            Settled.ACTIVATED: f"{trial.name} {_IS_ACTIVE}",
        }
        self.stdout.write(f"{told[settle(trial, force=force)]}.")

    def _show(self, trial: Trial) -> None:
        compared = trial.comparison
        self.stdout.write(
            f"{compared.lessons} comments labelled by people, {trial.unheard} of them unknown to "
            f"{trial.active}.\nold: {trial.active}   new: {trial.name}\n"
        )
        for line in (*_label_lines(compared.old, compared.new), ""):
            self.stdout.write(line)
        for title, side in (("old", compared.old), ("new", compared.new)):
            self.stdout.write(
                f"Reliability, {title} (expected calibration error {side.calibration_error:.3f})"
            )
            for line in _bin_lines(side.table):
                self.stdout.write(line)
        self.stdout.write(f"New is above old in {compared.share_better:.0%} of resamples.")
        objections = compared.objections()
        for objection in objections:
            self.stdout.write(f"Not better: {objection}.")
        if not objections:
            self.stdout.write("The new version is better.")

    def _activate(self, name: str) -> None:
        version = ReaderVersion.objects.light().filter(name=name).first()
        if version is None:
            message = f"There is no version {name}; --list shows them."
            raise CommandError(message)
        try:
            changed = activate_version(version, actor=None, reason="train_reader --activate")
        except UnfitVersionError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{name} {_IS_ACTIVE if changed else 'was active already'}.")

    def _list(self) -> None:
        active_version()
        for row in ReaderVersion.objects.light():
            macro = row.figures.get("new", {}).get("held_out", {}).get("macro")
            told = "shipped" if row.parent_id is None else f"{len(row.taught_by)} comments"
            scored = "" if macro is None else f"  macro-F1 {macro:.3f}"
            mark = "*" if row.is_active else " "
            self.stdout.write(f"{mark} {row.name}  {row.made_at:%Y-%m-%d %H:%M}  {told}{scored}")


def _label_lines(old: Side, new: Side) -> Iterable[str]:
    yield f"{'label':<16}{'count':>6}   {'old P / R / F1':<22}{'new P / R / F1':<22}change"
    after = {row.label: row for row in new.held_out.labels}
    for row in old.held_out.labels:
        other = after[row.label]
        scores = (f"{r.precision:.3f} / {r.recall:.3f} / {r.f1:.3f}" for r in (row, other))
        told = "".join(f"{score:<22}" for score in scores)
        yield f"{row.label:<16}{row.count:>6}   {told}{other.f1 - row.f1:+.3f}"
    for title, before, now in (
        ("macro-F1", old.held_out.macro, new.held_out.macro),
        ("own sentences", old.written.macro, new.written.macro),
    ):
        yield f"{title:<25}{before:<22.3f}{now:<22.3f}{now - before:+.3f}"


def _bin_lines(table: Iterable[Bin]) -> Iterable[str]:
    for row in table:
        yield (
            f"  {row.low:.1f}-{row.high:.1f}{row.count:>7}   sure {row.mean:.3f}   "
            f"right {row.right:.3f}"
        )

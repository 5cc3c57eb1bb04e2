"""run: everything on one machine; what `make run` starts."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from engine import serving
from engine.env import env_int
from engine.processes import ChildDiedError, PortTakenError, Supervisor, reserve_port
from feedback.encoding import configured_encoder, encoder_of, version_in_use
from ideas.demo.people import demo_password, make_people
from ideas.demo.progress import StalledError, wait_for_worker
from ideas.demo.sample import import_sample, prepare_brand
from ideas.demo.table import idea_lines
from ideas.models import Idea
from ideas.services.consolidating import consolidate_rest

if TYPE_CHECKING:
    from argparse import ArgumentParser


_AT_A_TIME = 50


class Command(BaseCommand):
    """Migrate, take in the sample, read and group it, then serve until Ctrl-C."""

    help = "Run pages, API, worker and beat on this machine, with the sample to look at."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Let people start with an empty house."""
        parser.add_argument("--no-sample", action="store_true", help="take in no sample")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run until interrupted; stop what was started, and nothing else."""
        try:
            with Supervisor() as supervisor:
                self._run(supervisor, with_sample=self._may_show(options))
        except KeyboardInterrupt:
            self.stdout.write("\nStopped.")
        except (ChildDiedError, PortTakenError, StalledError) as error:
            raise CommandError(str(error)) from error

    def _may_show(self, options: dict[str, Any]) -> bool:
        # An outside database is somebody's real one: no demo people, no invented comments.
        return bool(settings.IS_EMBEDDED_DATABASE and not options["no_sample"])

    def _run(self, supervisor: Supervisor, *, with_sample: bool) -> None:
        listener = reserve_port(env_int("PORT", default=0) or None)
        call_command("migrate", verbosity=0, interactive=False)
        if encoder_of(version_in_use() or configured_encoder().version) is None:
            call_command("reembed", stdout=self.stdout)
        if with_sample:
            self.show_sample(supervisor)
        else:
            supervisor.start(serving.worker())
            supervisor.start(serving.beat())
        supervisor.start(serving.web(listener))
        self._say_where(listener.getsockname()[1], with_sample=with_sample)
        supervisor.wait()

    def show_sample(self, supervisor: Supervisor) -> None:
        """Take in the sample, let the worker read and group it, print the ideas."""
        prepare_brand()
        for path, report in import_sample(secret=settings.AUTHOR_SECRET):
            counts = ", ".join(f"{n} {name}" for name, n in sorted(report.counts.items()) if n)
            self.stdout.write(f"  {path.name}: {report.format_name}: {counts or 'nothing'}")
        supervisor.start(serving.worker())
        supervisor.start(serving.beat())
        self.stdout.write("The worker reads and groups:")
        wait_for_worker(out=sys.stdout, check=supervisor.check)
        consolidate_rest(limit=_AT_A_TIME, promotion_support=settings.PROMOTION_SUPPORT)
        for line in idea_lines(Idea.objects.open().with_numbers().ranked()):
            self.stdout.write(line)

    def _say_where(self, port: int, *, with_sample: bool) -> None:
        address = f"http://127.0.0.1:{port}"
        self.stdout.write(f"\nPages {address}/   API {address}/api/v1/docs   {address}/healthz")
        if not with_sample:
            self.stdout.write("Make a first login with: manage.py createsuperuser")
            return
        password = demo_password()
        for person in make_people(password=password):
            self.stdout.write(f"  log in as {person.name:8} password {password}  {person.group}")
        self.stdout.write("  a key for the API: manage.py make_api_key NAME --scope ideas:read")
        self.stdout.write("Ctrl-C stops it all.")
        self.stdout.flush()

"""demo: the sample through the whole house in a database of its own; status 0 if it works."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from engine.processes import ChildDiedError, Supervisor
from ideas.demo.people import demo_password, make_people
from ideas.demo.progress import StalledError
from ideas.demo.sample import expected_ideas, missing_ideas
from ideas.management.commands.run import Command as RunCommand


class Command(RunCommand):
    """Like run, but exits after the table."""

    help = "Show the sample's ideas and check that the expected ones are there."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Fail with the list of expected ideas that did not come out."""
        if not settings.IS_EMBEDDED_DATABASE:
            message = "demo works in a database of its own: unset DATABASE_URL"
            raise CommandError(message)
        try:
            with Supervisor() as supervisor:
                call_command("migrate", verbosity=0, interactive=False)
                make_people(password=demo_password())
                self.show_sample(supervisor)
        except (ChildDiedError, StalledError) as error:
            raise CommandError(str(error)) from error
        self._judge()

    def _judge(self) -> None:
        wanted, missing = expected_ideas(), missing_ideas()
        for wish in missing:
            word = "missing" if wish.required else "not found yet"
            self.stdout.write(f"  {word}: {wish.title} ({wish.wish})")
        found = len(wanted) - len(missing)
        self.stdout.write(f"{found} of the {len(wanted)} wishes with enough fans became ideas.")
        if any(wish.required for wish in missing):
            message = "the expected ideas are not all there"
            raise CommandError(message)

"""make_api_key: make a client's key and show it once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from engine.api.keys import make_client_key
from engine.api.models import Scope

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Make a key; only its hash is kept, so this is the only time it is seen."""

    help = "Make a key for a client of the API and print it once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the client and what it may do."""
        parser.add_argument("name", help="who will use the key")
        parser.add_argument(
            "--scope", action="append", required=True, choices=Scope.values, dest="scopes"
        )
        parser.add_argument(
            "--acts-for", metavar="USERNAME", help="the colleague whose doing its changes are"
        )
        parser.add_argument("--days", type=int, help="the key expires after so many days")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print the key alone on standard output, so that a script can take it."""
        days = options["days"]
        if days is not None and not 0 < days <= _MOST_DAYS:
            message = f"--days must be between 1 and {_MOST_DAYS}"
            raise CommandError(message)
        try:
            key, plain = make_client_key(
                options["name"],
                scopes=options["scopes"],
                expires_at=timezone.now() + timedelta(days=days) if days else None,
                acts_for=_colleague(options["acts_for"]),
            )
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(plain)
        self.stderr.write(f"{key.name}: {', '.join(key.scopes)}. It is not shown again.")


def _colleague(username: str | None) -> User | None:
    if username is None:
        return None
    found = User.objects.filter(username=username, is_active=True).first()
    if found is None:
        message = f"no active colleague is named {username!r}"
        raise CommandError(message)
    return found


_MOST_DAYS = 3650

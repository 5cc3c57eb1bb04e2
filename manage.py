#!/usr/bin/env python
"""Django's command line; starts the embedded servers first where no URL names others."""

from __future__ import annotations

import importlib
import os
import signal
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

from engine import embedded

if TYPE_CHECKING:
    from types import FrameType

try:
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db.utils import OperationalError, ProgrammingError
except ModuleNotFoundError:
    sys.exit("Django is not installed here: run `make setup`, then `.venv/bin/python manage.py …`.")

NEED_NO_SERVER = frozenset({"help", "version", "makemessages", "compilemessages", "collectstatic"})
HELP_OPTIONS = frozenset({"--help", "-h", "--version"})
# The others leave the servers running for the next command.
STOP_WHAT_THEY_STARTED = frozenset({"run", "demo"})
# The demo has a database of its own, whatever the environment says.
DEMO = {"LENGGONG_DATABASE": "lenggong_demo", "LENGGONG_BROKER_DB": "1"}
UNDEFINED_TABLE = "42P01"
SERVED_BY_URL = {
    embedded.Part.DATABASE: "DATABASE_URL",
    embedded.Part.BROKER: "CELERY_BROKER_URL",
}


def main(argv: list[str]) -> int:
    """Run one command; answer the exit status of what stopped it before it began."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "engine.settings")
    if argv[1:2] == ["demo"]:
        os.environ.update(DEMO)
    try:
        # read before any server starts: Django itself hides a bad setting behind "unknown command"
        importlib.import_module(os.environ["DJANGO_SETTINGS_MODULE"])
        with ExitStack() as stack:
            if parts := needed_parts(argv[1:]):
                start_servers(stack, parts=parts, command=argv[1])
            execute_from_command_line(argv)
    except ImproperlyConfigured as error:
        return complain(error, status=2)
    except embedded.EmbeddedError as error:
        return complain(error, status=1)
    except (OperationalError, ProgrammingError) as error:
        return complain(database_trouble(error), status=1)
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    return 0


def needed_parts(arguments: list[str]) -> frozenset[embedded.Part]:
    """Answer the embedded servers that a command needs."""
    if not arguments or arguments[0] in NEED_NO_SERVER or HELP_OPTIONS.intersection(arguments):
        return frozenset()
    return frozenset(part for part, url in SERVED_BY_URL.items() if not os.environ.get(url))


def start_servers(stack: ExitStack, *, parts: frozenset[embedded.Part], command: str) -> None:
    """Start what is down and keep it from being stopped while we run."""
    if command in STOP_WHAT_THEY_STARTED:
        signal.signal(signal.SIGTERM, interrupt)
    stack.enter_context(embedded.in_use(parts))
    if command in STOP_WHAT_THEY_STARTED:
        stack.callback(stop_servers)
        embedded.promise_stop()
    if embedded.Part.DATABASE in parts:
        embedded.ensure_database(os.environ.get("LENGGONG_DATABASE") or "lenggong")
        # for `dbshell`, where the system has no psql
        os.environ["PATH"] = f"{os.environ.get('PATH', '')}:{embedded.client_programs()}"


def stop_servers() -> None:
    """Stop what we started, undisturbed by a second Ctrl-C."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    embedded.stop_if_unused()


def interrupt(_number: int, _frame: FrameType | None) -> None:
    """End as at a Ctrl-C: in order."""
    raise KeyboardInterrupt


def database_trouble(error: OperationalError | ProgrammingError) -> str:
    """What a person can do about a database that is away or has no tables; raises what is ours."""
    if getattr(error.__cause__, "pgcode", None) == UNDEFINED_TABLE:
        return "The database lacks our tables: run manage.py migrate first."
    if isinstance(error, ProgrammingError):
        raise error
    return f"The database cannot be used: {str(error).strip().partition(chr(10))[0]}"


def complain(error: Exception | str, *, status: int) -> int:
    """Say in one line what is wrong."""
    sys.stderr.write(f"{error}\n")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv))

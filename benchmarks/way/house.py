"""An empty house of its own on the embedded servers, and its workers."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.core.management import call_command

from benchmarks.way import DATABASE
from engine import embedded, serving
from engine.celery import app
from engine.processes import Supervisor

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def house() -> Iterator[None]:
    """Lend the servers with an empty database."""
    with embedded.in_use():
        embedded.ensure_database(DATABASE)
        call_command("migrate", verbosity=0)
        empty()
        try:
            yield
        finally:
            empty()
    embedded.stop_if_unused()


def empty() -> None:
    """Forget all comments, and all that waits at the broker."""
    call_command("flush", verbosity=0, interactive=False)
    app.control.purge()


@contextmanager
def workers() -> Iterator[Supervisor]:
    """Lend two worker processes and the beat, as `make run` starts them."""
    with Supervisor() as supervisor:
        supervisor.start(serving.worker())
        supervisor.start(serving.beat())
        yield supervisor

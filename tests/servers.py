"""Starts the servers before Django reads its settings; a plugin, since conftest comes too late."""

from __future__ import annotations

import os
from contextlib import ExitStack
from typing import TYPE_CHECKING

from engine import embedded

if TYPE_CHECKING:
    import pytest

_SERVERS = ExitStack()
_FIRST_QUEUES = 2
# Which of the processes side by side this is ("gw0", "gw1"…); none where there is but one.
_PROCESS = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
# Queues of their own: neither a worker of `make run` nor the process beside us takes our tasks.
os.environ.setdefault("LENGGONG_BROKER_DB", str(_FIRST_QUEUES + int(_PROCESS)))
# Attachments of tests leave nothing on the disk.
os.environ.setdefault("ATTACHMENT_STORAGE", "django.core.files.storage.InMemoryStorage")
# The threads of a test's live server would hold the test database open at its end.
os.environ.setdefault("CONN_MAX_AGE", "0")


def pytest_configure(config: pytest.Config) -> None:
    """Start what no URL in the environment names."""
    wanted = {
        embedded.Part.DATABASE: "DATABASE_URL",
        embedded.Part.BROKER: "CELERY_BROKER_URL",
    }
    parts = frozenset(part for part, name in wanted.items() if not os.environ.get(name))
    if parts:
        _SERVERS.enter_context(embedded.in_use(parts))
    if embedded.Part.DATABASE in parts:
        embedded.ensure_database("lenggong")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Let go of the servers; the last user stops what was started for it."""
    _SERVERS.close()
    embedded.stop_if_unused()

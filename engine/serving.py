"""The processes of one machine: pages, worker, beat."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from engine.processes import Child

if TYPE_CHECKING:
    import socket

ROOT = Path(__file__).resolve().parent.parent
LOGS = ROOT / "var" / "log"
WORKERS = 2


def web(listener: socket.socket) -> Child:
    """Pages and API on the socket that was reserved for them."""
    descriptor = listener.fileno()
    child = _python(
        "web",
        ["-m", "gunicorn", "engine.wsgi", "--bind", f"fd://{descriptor}"],
        ["--workers", "2", "--threads", "4", "--no-control-socket", "--worker-tmp-dir", str(LOGS)],
    )
    return replace(child, descriptors=(descriptor,))


def worker() -> Child:
    """Reads and groups; two processes are enough for two cores."""
    return _python(
        "worker",
        ["-m", "celery", "-A", "engine.celery", "worker", "--concurrency", str(WORKERS)],
        ["--loglevel", "WARNING", "--without-gossip", "--without-mingle"],
    )


def beat() -> Child:
    """Sweeps for what a nudge missed."""
    schedule = ROOT / "var" / f"beat-{os.environ.get('LENGGONG_DATABASE', 'lenggong')}"
    return _python(
        "beat",
        ["-m", "celery", "-A", "engine.celery", "beat", "--loglevel", "WARNING"],
        ["--schedule", str(schedule), "--pidfile", ""],
    )


def _python(name: str, command: list[str], options: list[str]) -> Child:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "engine.settings",
        # More BLAS threads than cores make the encoder collapse.
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
    return Child(
        name,
        [sys.executable, *command, *options],
        environment=environment,
        log=LOGS / f"{name}.log",
        restarts=True,
    )

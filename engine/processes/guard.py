"""A small process that ends the children of a supervisor that was killed; standard library only.

From a pipe that only the supervisor holds it reads the pid of each child, then `.` for good-bye.
The pipe's end without that dot means the supervisor is gone.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE_SECONDS = 10.0


def main() -> None:
    """Listen until the supervisor ends; then end what it left."""
    groups = []
    for line in sys.stdin:
        if line == ".\n":
            return
        groups.append(int(line))
    for group in reversed(groups):
        _reaches(os.kill, group, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and any(_reaches(os.killpg, group, 0) for group in groups):
        time.sleep(0.1)
    for group in groups:
        _reaches(os.killpg, group, signal.SIGKILL)


def _reaches(send: Callable[[int, int], None], pid: int, number: int) -> bool:
    """Send a signal; tell whether there was anybody to get it."""
    try:
        send(pid, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


if __name__ == "__main__":
    main()

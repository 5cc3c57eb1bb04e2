"""Starts child processes, notices one that dies, and ends them all within a deadline."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import FrameType, TracebackType

GUARD = Path(__file__).with_name("guard.py")
GRACE_SECONDS = 10.0
TAIL_LINES = 20
# A child that dies again and again is broken: say so instead of hiding it.
MOST_RESTARTS = 10
# SIGHUP: the terminal was closed.
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class Child:
    """What to start: without a log it writes where we write.

    `descriptors` are open files it inherits; one that `restarts` is started again when it dies.
    """

    name: str
    argv: Sequence[str | Path]
    environment: Mapping[str, str] | None = None
    log: Path | None = None
    descriptors: tuple[int, ...] = ()
    restarts: bool = False


class ChildDiedError(RuntimeError):
    """A child ended by itself."""

    def __init__(self, child: Child, *, status: int, tail: str) -> None:
        words = f"{child.name} ended with status {status}"
        super().__init__(f"{words}:\n{tail}" if tail else f"{words}.")
        self.name = child.name
        self.status = status


@dataclass(frozen=True, slots=True)
class _Started:
    child: Child
    process: subprocess.Popen[bytes]
    log_offset: int


class Supervisor:
    """A context that its children do not outlive.

    Children have sessions of their own, so Ctrl-C reaches us alone: it and SIGTERM raise
    KeyboardInterrupt here, and leaving the context ends the children, the last started first.
    A second Ctrl-C kills them. Use it in the main thread: Python delivers signals there only.
    """

    def __init__(self, *, grace: float = GRACE_SECONDS) -> None:
        self._grace = grace
        self._started: list[_Started] = []
        self._former: dict[signal.Signals, signal._HANDLER] = {}
        self._guard: subprocess.Popen[bytes] | None = None
        self._restarts_left = MOST_RESTARTS

    def __enter__(self) -> Self:
        for number in STOPPING:
            # under nohup SIGHUP is ignored, and shall be; SIGINT is in every script's background
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                self._former[number] = signal.signal(number, _interrupt)
        self._guard = subprocess.Popen(  # noqa: S603
            [sys.executable, "-S", "-E", GUARD], stdin=subprocess.PIPE, start_new_session=True
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self.stop()
        finally:
            self._dismiss_guard()
            for number, handler in self._former.items():
                signal.signal(number, handler)

    def start(self, child: Child) -> int:
        """Start a child and answer its pid."""
        with contextlib.ExitStack() as stack:
            output, offset = None, 0
            if child.log is not None:
                child.log.parent.mkdir(parents=True, exist_ok=True)
                output = stack.enter_context(child.log.open("ab"))
                offset = output.tell()
            process = subprocess.Popen(  # noqa: S603
                child.argv,
                env=dict(child.environment) if child.environment is not None else None,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                pass_fds=child.descriptors,
            )
        self._started.append(_Started(child, process, offset))
        self._tell_guard(f"{process.pid}\n")
        return process.pid

    def check(self) -> None:
        """Start again what may be; raise `ChildDiedError` if another child has ended by itself."""
        for started in list(self._started):
            status = started.process.poll()
            if status is None:
                continue
            if not started.child.restarts or self._restarts_left == 0:
                raise ChildDiedError(started.child, status=status, tail=_tail(started))
            self._restarts_left -= 1
            self._started.remove(started)
            # what is left of its group would work on beside its successor
            _kill_group(started.process)
            self.start(started.child)

    def wait(self, seconds: float | None = None) -> None:
        """Wait, for ever or so long, for a child to die or a signal to interrupt us."""
        deadline = None if seconds is None else time.monotonic() + seconds
        while deadline is None or time.monotonic() < deadline:
            self.check()
            time.sleep(0.1)

    def stop(self) -> None:
        """End all children, politely until the deadline or a second Ctrl-C, then for good."""
        for started in reversed(self._started):
            if started.process.poll() is None:
                started.process.terminate()
        # an interrupt here means "at once"
        with contextlib.suppress(KeyboardInterrupt):
            self._wait_for_end()
        while self._started:
            _kill_group(self._started.pop().process)

    def _wait_for_end(self) -> None:
        deadline = time.monotonic() + self._grace
        while time.monotonic() < deadline:
            if all(started.process.poll() is not None for started in self._started):
                return
            time.sleep(0.05)

    def _tell_guard(self, line: str) -> None:
        if self._guard is not None and self._guard.stdin is not None:
            # a guard that somebody killed guards nothing: the children still end with the context
            with contextlib.suppress(BrokenPipeError):
                self._guard.stdin.write(line.encode())
                self._guard.stdin.flush()

    def _dismiss_guard(self) -> None:
        if self._guard is not None:
            self._tell_guard(".\n")
            self._guard.communicate()
            self._guard = None


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of a child's group, its own children too."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _tail(started: _Started) -> str:
    """Quote the end of what a child wrote in this run."""
    if started.child.log is None:
        return ""
    with started.child.log.open("rb") as file:
        file.seek(started.log_offset)
        text = file.read().decode("utf-8", errors="replace")
    return "\n".join(text.splitlines()[-TAIL_LINES:])

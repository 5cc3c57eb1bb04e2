"""Running the servers' programs, and finding their processes by what they run, not by pid."""

from __future__ import annotations

import os
import re
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.embedded.account import server_account
from engine.embedded.errors import EmbeddedError

if TYPE_CHECKING:
    import signal
    from collections.abc import Callable, Sequence

# LC_ALL: without one, PostgreSQL on macOS becomes multithreaded and refuses to start.
CLEAN_ENVIRONMENT = {"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL": "C", "TZ": "UTC"}

# Daemons outlive us; a Popen that is dropped while its process runs raises a ResourceWarning.
_daemons: list[subprocess.Popen[bytes]] = []


@dataclass(frozen=True, slots=True)
class Process:
    """A running process: its arguments, as far as the system tells them apart."""

    pid: int
    arguments: tuple[bytes, ...]


def run(argv: Sequence[str | Path], *, environment: dict[str, str] | None = None) -> str:
    """Run a program of the wheels to its end as ourselves and answer what it printed."""
    done = _complete(argv, environment=environment, as_server=False)
    if done.returncode != 0:
        raise EmbeddedError(f"{Path(argv[0]).name} failed: {_last_words(done)}")
    return done.stdout


def succeeds(argv: Sequence[str | Path]) -> bool:
    """Tell whether a program of the wheels ends with status 0."""
    return _complete(argv, environment=None, as_server=False).returncode == 0


def run_as_server(argv: Sequence[str | Path]) -> None:
    """Run a program of the wheels to its end as the servers' user."""
    done = _complete(argv, environment=None, as_server=True)
    if done.returncode != 0:
        raise EmbeddedError(f"{Path(argv[0]).name} failed: {_last_words(done)}")


def _complete(
    argv: Sequence[str | Path], *, environment: dict[str, str] | None, as_server: bool
) -> subprocess.CompletedProcess[str]:
    identity = server_account().identity if as_server else {}
    return subprocess.run(  # noqa: S603
        argv,
        check=False,
        capture_output=True,
        text=True,
        errors="replace",
        stdin=subprocess.DEVNULL,
        cwd="/",
        env={**CLEAN_ENVIRONMENT, **(environment or {})},
        **identity,
    )


def _last_words(done: subprocess.CompletedProcess[str]) -> str:
    return (done.stderr or done.stdout).strip()[-1500:] or f"status {done.returncode}"


def launch(argv: Sequence[str | Path], *, log: int, stdin: bytes = b"") -> subprocess.Popen[bytes]:
    """Start a daemon in a session of its own, so that no Ctrl-C of a terminal reaches it."""
    daemon = subprocess.Popen(  # noqa: S603
        argv,
        stdin=subprocess.PIPE,
        stdout=log,
        stderr=log,
        cwd="/",
        env=CLEAN_ENVIRONMENT,
        start_new_session=True,
        umask=0o077,
        **server_account().identity,
    )
    _daemons.append(daemon)
    if daemon.stdin is not None:
        try:
            with daemon.stdin as pipe:
                pipe.write(stdin)
        except BrokenPipeError:
            return daemon  # it died at once: whoever waits for it will say why
    return daemon


def processes() -> list[Process]:
    """List the processes of the servers' user."""
    uid = server_account().uid
    if Path("/proc/self/cmdline").exists():
        return list(filter(None, map(_from_proc(uid), Path("/proc").glob("[0-9]*"))))
    return _from_ps(uid)


def _from_proc(uid: int) -> Callable[[Path], Process | None]:
    def read(folder: Path) -> Process | None:
        try:
            if folder.stat().st_uid != uid:
                return None
            line = (folder / "cmdline").read_bytes()
        except OSError:
            return None  # it ended while we looked
        return Process(pid=int(folder.name), arguments=tuple(line.rstrip(b"\0").split(b"\0")))

    return read


def _from_ps(uid: int) -> list[Process]:
    listing = subprocess.run(
        ["/bin/ps", "-axww", "-o", "pid=,uid=,command="], check=True, capture_output=True
    ).stdout
    rows = re.findall(rb"^\s*(\d+)\s+(-?\d+)\s+(.*)$", listing, re.MULTILINE)
    return [
        Process(pid=int(pid), arguments=(command,))
        for pid, owner, command in rows
        if int(owner) % 2**32 == uid % 2**32
    ]


def running(program: str, *, arguments: Sequence[str | Path]) -> list[int]:
    """Find the processes that run a program whose first arguments are these."""
    wanted = tuple(map(os.fsencode, arguments))
    line = re.compile(
        b"(/.*/)?" + program.encode() + b" " + re.escape(b" ".join(wanted)) + b"( .*)?", re.DOTALL
    )

    def runs(process: Process) -> bool:
        first, *rest = process.arguments
        if not rest:  # `ps` does not tell arguments apart
            return line.fullmatch(first) is not None
        return first.endswith(program.encode()) and tuple(rest[: len(wanted)]) == wanted

    return [process.pid for process in processes() if runs(process)]


def titled(prefix: str) -> list[int]:
    """Find the processes whose title begins so."""
    start = prefix.encode()
    return [process.pid for process in processes() if process.arguments[0].startswith(start)]


def wait_gone(find: Callable[[], list[int]], *, seconds: float) -> bool:
    """Wait until nothing is found any more."""
    deadline = time.monotonic() + seconds
    while find():
        if time.monotonic() > deadline:
            return False
        _reap()
        time.sleep(0.02)
    return True


def end(find: Callable[[], list[int]], *, signals: Sequence[tuple[signal.Signals, float]]) -> None:
    """Signal what is found, ever less politely, until it is gone."""
    for number, patience in signals:
        for pid in find():
            send(pid, number)
        if wait_gone(find, seconds=patience):
            return
    raise EmbeddedError(f"process {find()} does not end")


def send(pid: int, number: signal.Signals) -> None:
    """Signal a process that may have ended meanwhile."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def has_ended(daemon: subprocess.Popen[bytes] | None, *, find: Callable[[], list[int]]) -> bool:
    """Tell whether a server is gone; one we just launched shows among the processes too late."""
    return daemon.poll() is not None if daemon is not None else not find()


def _reap() -> None:
    _daemons[:] = [daemon for daemon in _daemons if daemon.poll() is None]

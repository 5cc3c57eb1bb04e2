"""The embedded Valkey: unix socket only, with a password, keeping nothing (rows are the queue)."""

from __future__ import annotations

import os
import signal
import socket
import time
from typing import TYPE_CHECKING
from urllib.parse import quote

from engine.embedded import programs
from engine.embedded.errors import EmbeddedError
from engine.embedded.secret import kept_secret
from engine.embedded.wheels import find_programs

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

    from engine.embedded.place import Place

PASSWORD = "broker-password"  # noqa: S105
DATABASES = 32
START_SECONDS = 30.0


def is_running(place: Place) -> bool:
    """Tell whether our server is there, by its arguments."""
    return bool(_servers(place))


def start(place: Place) -> None:
    """Start the server and wait until it answers."""
    daemon = None
    if is_running(place) and not _socket(place).exists():
        stop(place)  # a cleaner of /tmp took its socket: nobody can reach it any more
    if not is_running(place):
        place.prepare_server_folder(place.valkey_data)
        place.prepare_server_folder(place.sockets)
        _socket(place).unlink(missing_ok=True)
        daemon = _launch(place)
    _wait_ready(place, daemon=daemon)


def stop(place: Place) -> None:
    """Stop the server."""
    programs.end(lambda: _servers(place), signals=[(signal.SIGTERM, 10.0), (signal.SIGKILL, 10.0)])


def url(place: Place, *, number: int) -> str:
    """Answer a URL in Celery's form for a Redis on a unix socket."""
    if not 0 <= number < DATABASES:
        raise ValueError(f"the embedded Valkey has no database {number}")
    password = quote(kept_secret(place, name=PASSWORD), safe="")
    return f"redis+socket://:{password}@{quote(str(_socket(place)))}?virtual_host={number}"


def _socket(place: Place) -> Path:
    return place.sockets / "valkey.sock"


def _servers(place: Place) -> list[int]:
    return programs.running("valkey-server", arguments=_identifying(place))


def _identifying(place: Place) -> list[str]:
    return ["-", "--dir", str(place.valkey_data)]


def _launch(place: Place) -> subprocess.Popen[bytes]:
    """Start with the settings on standard input: the password stands in no file and no argument."""
    settings = {
        "port": "0",
        "unixsocket": str(_socket(place)),
        "unixsocketperm": "700",
        "requirepass": kept_secret(place, name=PASSWORD),
        "databases": str(DATABASES),
        "save": "",
        "appendonly": "no",
        "daemonize": "no",
        "set-proc-title": "no",  # we know the server by its arguments
    }
    lines = [f'{name} "{_escaped(value)}"' for name, value in settings.items()]
    argv: list[str | Path] = [find_programs(place).valkey_server, *_identifying(place)]
    log = place.open_log("valkey")
    try:
        return programs.launch(argv, log=log, stdin="\n".join([*lines, ""]).encode())
    finally:
        os.close(log)


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')


def _wait_ready(place: Place, *, daemon: subprocess.Popen[bytes] | None) -> None:
    deadline = time.monotonic() + START_SECONDS
    while (answer := _ping(place)) != b"+PONG":
        if programs.has_ended(daemon, find=lambda: _servers(place)) or answer.startswith(b"-"):
            raise EmbeddedError(
                f"Valkey did not start: {answer.decode()}\n{place.log_tail('valkey')}"
            )
        if time.monotonic() > deadline:
            raise EmbeddedError(
                f"Valkey does not answer after {START_SECONDS:.0f} s:\n{place.log_tail('valkey')}"
            )
        time.sleep(0.02)


def _ping(place: Place) -> bytes:
    """Say the password and PING in Valkey's inline form; answer its last line, empty if none."""
    password = kept_secret(place, name=PASSWORD)
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(2.0)
            line.connect(str(_socket(place)))
            line.sendall(f"AUTH {password}\r\nPING\r\nQUIT\r\n".encode())
            with line.makefile("rb") as answers:
                lines = [answer.strip() for answer in answers]
    except OSError:
        return b""
    return lines[1] if len(lines) > 1 else b""

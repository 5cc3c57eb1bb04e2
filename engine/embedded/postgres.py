"""The embedded PostgreSQL: made once, started on a unix socket only, stopped without loss."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from engine.embedded import programs
from engine.embedded.account import server_account
from engine.embedded.errors import EmbeddedError
from engine.embedded.secret import kept_secret
from engine.embedded.wheels import Programs, find_programs

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

    from engine.embedded.place import Place

SUPERUSER = "lenggong"
PORT = "5432"  # no TCP: it only names the socket, whatever PGPORT says
PASSWORD = "database-password"  # noqa: S105
START_SECONDS = 120.0
DATABASE_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")


def is_running(place: Place) -> bool:
    """Tell whether our postmaster is there, by its arguments."""
    return bool(_postmasters(place))


def start(place: Place) -> None:
    """Make the data the first time, start the server and wait until it answers."""
    tools = find_programs(place)
    daemon = None
    if is_running(place) and not _socket(place).exists():
        stop(place)  # a cleaner of /tmp took its socket: nobody can reach it any more
    if not is_running(place):
        _initialise(place, tools=tools)
        _check_version(place, tools=tools)
        _end_orphans(place)
        place.prepare_server_folder(place.sockets)
        _remove_stale_socket(place)
        daemon = _launch(place, tools=tools)
    _wait_ready(place, tools=tools, daemon=daemon)


def stop(place: Place) -> None:
    """Stop with a checkpoint; failing that, ever less politely."""
    programs.end(
        lambda: _postmasters(place)[:1],
        signals=[(signal.SIGINT, 60.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0)],
    )
    _end_orphans(place)


def url(place: Place, *, database: str) -> str:
    """Answer a URL for `dj_database_url`, which makes letters outside %XX small."""
    password = kept_secret(place, name=PASSWORD)
    host = "".join(f"%{byte:02X}" for byte in os.fsencode(place.sockets))
    return f"postgres://{SUPERUSER}:{quote(password, safe='')}@{host}:{PORT}/{quote(database)}"


def ensure_database(place: Place, *, database: str) -> None:
    """Make a database unless it is there."""
    if not DATABASE_NAME.fullmatch(database):
        raise EmbeddedError(f"{database!r} is no database name: use small letters, digits and _.")
    tools = find_programs(place)
    known = _ask(place, tools=tools, sql="SELECT datname FROM pg_database").splitlines()
    if database in known:
        return
    try:
        _ask(place, tools=tools, sql=f"CREATE DATABASE {database}")
    except EmbeddedError as error:
        if "already exists" not in str(error):  # two of us asked at once
            raise


def _ask(place: Place, *, tools: Programs, sql: str) -> str:
    password = kept_secret(place, name=PASSWORD)
    argv: list[str | Path] = [
        tools.postgres("psql"),
        "-X",
        "-q",
        "-t",
        "-A",
        "-w",
        *_address(place),
    ]
    return programs.run(
        [*argv, "-U", SUPERUSER, "-d", "postgres", "-c", sql],
        environment={"PGPASSWORD": password, "PGPASSFILE": os.devnull},
    )


def _address(place: Place) -> list[str]:
    return ["-h", str(place.sockets), "-p", PORT]


def _socket(place: Place) -> Path:
    return place.sockets / f".s.PGSQL.{PORT}"


def _postmasters(place: Place) -> list[int]:
    """Find our server; a child that was forked this moment still looks like it and comes later."""
    found = programs.running("postgres", arguments=["-D", place.postgres_data])
    noted = _noted_pid(place)
    return sorted(found, key=lambda pid: (pid != noted, pid))


def _noted_pid(place: Place) -> int | None:
    try:
        return int((place.postgres_data / "postmaster.pid").read_text().split("\n")[0])
    except (OSError, ValueError):
        return None


def _initialise(place: Place, *, tools: Programs) -> None:
    """Make the data folder beside its place first: one cut short is thrown away."""
    if place.postgres_data.exists():
        return
    draft = place.postgres_data.with_name("postgres.new")
    shutil.rmtree(draft, ignore_errors=True)
    place.prepare_server_folder(draft)
    with _password_file(place) as password_file:
        programs.run_as_server(
            [
                *(tools.postgres("initdb"), "-D", draft, "-U", SUPERUSER),
                *(f"--pwfile={password_file}", "--auth=scram-sha-256", "--encoding=UTF8"),
                *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
                *("--data-checksums", "--no-instructions"),
            ]
        )
    draft.rename(place.postgres_data)


@contextlib.contextmanager
def _password_file(place: Place) -> Iterator[Path]:
    """Lend initdb the password in a file of its user's."""
    password = kept_secret(place, name=PASSWORD)
    descriptor, name = tempfile.mkstemp(dir=place.state, prefix=".password-")
    path = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(password)
        server_account().own(path)
        yield path
    finally:
        path.unlink()


def _check_version(place: Place, *, tools: Programs) -> None:
    made_by = (place.postgres_data / "PG_VERSION").read_text(encoding="ascii").strip()
    installed = programs.run([tools.postgres("postgres"), "--version"]).split()[-1]
    if installed.split(".")[0] != made_by:
        raise EmbeddedError(
            f"The data in {place.postgres_data} were made by PostgreSQL {made_by}, installed is "
            f"{installed}: dump them with the former version, or remove them with `make clean`."
        )


def _end_orphans(place: Place) -> None:
    """End backends that outlived a killed postmaster: they hold the shared memory of the data."""
    programs.end(
        lambda: programs.titled(f"postgres: {place.identity}: "),
        signals=[(signal.SIGTERM, 3.0), (signal.SIGQUIT, 2.0), (signal.SIGKILL, 10.0)],
    )


def _remove_stale_socket(place: Place) -> None:
    """Drop what a killed server left: its pid may belong to another program by now."""
    for path in (
        _socket(place),
        place.sockets / f".s.PGSQL.{PORT}.lock",
        place.postgres_data / "postmaster.pid",
    ):
        path.unlink(missing_ok=True)


def _launch(place: Place, *, tools: Programs) -> subprocess.Popen[bytes]:
    quoted = str(place.sockets).replace('"', '""')
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": f'"{quoted}"',
        "unix_socket_permissions": "0700",
        "cluster_name": place.identity,
        "shared_buffers": "256MB",
        "max_connections": "100",
        "timezone": "UTC",
        "log_timezone": "UTC",
    }
    options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
    log = place.open_log("postgres")
    try:
        return programs.launch(
            [tools.postgres("postgres"), "-D", place.postgres_data, "-p", PORT, *options], log=log
        )
    finally:
        os.close(log)


def _wait_ready(place: Place, *, tools: Programs, daemon: subprocess.Popen[bytes] | None) -> None:
    """Wait as long as the server lives: after a crash it first repairs its data."""
    deadline = time.monotonic() + START_SECONDS
    while not programs.succeeds([tools.postgres("pg_isready"), "-q", *_address(place)]):
        if programs.has_ended(daemon, find=lambda: _postmasters(place)):
            raise EmbeddedError(f"PostgreSQL did not start:\n{place.log_tail('postgres')}")
        if time.monotonic() > deadline:
            raise EmbeddedError(
                f"PostgreSQL does not answer after {START_SECONDS:.0f} s:\n"
                f"{place.log_tail('postgres')}"
            )
        time.sleep(0.05)

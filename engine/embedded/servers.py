"""Both servers together: start, stop, and who still uses them."""

from __future__ import annotations

import enum
import os
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.embedded import locks, place, postgres, valkey
from engine.embedded.secret import kept_secret
from engine.embedded.wheels import find_programs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType


class Part(enum.Enum):
    """One of the servers."""

    DATABASE = "PostgreSQL"
    BROKER = "Valkey"


ALL_PARTS = frozenset(Part)
SERVERS: dict[Part, ModuleType] = {Part.DATABASE: postgres, Part.BROKER: valkey}


@dataclass(frozen=True, slots=True)
class Running:
    """The servers that answer now, and those of them that this process started."""

    parts: frozenset[Part]
    started: frozenset[Part]
    state: Path
    logs: Path


@dataclass(slots=True)
class _Uses:
    """What this process holds: the shared lock, how often, and the servers it started."""

    descriptor: int | None = None
    depth: int = 0
    started: set[Part] = field(default_factory=set)


_uses = _Uses()


def ensure_started(parts: frozenset[Part] = ALL_PARTS) -> Running:
    """Start what is not running, wait until it answers, and leave it running."""
    spot = place.here()
    spot.prepare()
    spot.prepare_var()
    with locks.exclusive(spot.start_lock), ExitStack() as undo:
        missing = {part for part in parts if not SERVERS[part].is_running(spot)}
        for part in sorted(parts, key=lambda part: part.name):
            if part in missing:  # what fails halfway leaves nothing behind
                undo.callback(SERVERS[part].stop, spot)
            SERVERS[part].start(spot)
        undo.pop_all()
    _uses.started |= missing
    return Running(
        parts=parts,
        started=frozenset(_uses.started & parts),
        state=spot.state,
        logs=spot.var / "log",
    )


def stop(parts: frozenset[Part] = ALL_PARTS) -> frozenset[Part]:
    """Stop the servers and answer which were running."""
    spot = place.here()
    if not spot.is_claimed():
        return frozenset()
    with locks.exclusive(spot.start_lock):
        running = frozenset(part for part in parts if SERVERS[part].is_running(spot))
        for part in (Part.BROKER, Part.DATABASE):
            if part in parts:
                SERVERS[part].stop(spot)
        _uses.started -= parts
        _note_owed(spot, parts=_owed(spot) - parts)
    return running


def clean() -> None:
    """Stop the servers and remove their data, secrets and logs."""
    stop()
    place.here().remove()


def status() -> dict[Part, bool]:
    """Tell which servers are running."""
    spot = place.here()
    return {part: SERVERS[part].is_running(spot) for part in Part}


@contextmanager
def in_use(parts: frozenset[Part] = ALL_PARTS) -> Iterator[Running]:
    """Start what is needed and keep others from stopping it; may be nested."""
    _enter()
    try:
        yield ensure_started(parts)
    finally:
        _leave()


def promise_stop() -> None:
    """Leave word that the last user stops what this process started, even if it is killed."""
    spot = place.here()
    _note_owed(spot, parts=_owed(spot) | _uses.started)


def stop_if_unused() -> bool:
    """Stop what this process started, unless others use it: then the last of them stops it."""
    spot = place.here()
    if not spot.is_claimed():
        return False
    owed = _owed(spot) | _uses.started
    descriptor = _uses.descriptor
    if descriptor is None:
        descriptor = locks.open_lock(spot.use_lock)
    try:
        if locks.try_alone(descriptor):
            stop(frozenset(owed))
            return True
        _note_owed(spot, parts=owed)
        return False
    finally:
        if descriptor == _uses.descriptor:
            locks.share(descriptor)
        else:
            os.close(descriptor)


def database_url(name: str) -> str:
    """Answer the URL of a database on the embedded PostgreSQL, running or not."""
    return postgres.url(place.here(), database=name)


def broker_url(number: int = 0) -> str:
    """Answer the URL of one of the embedded Valkey's databases, running or not."""
    return valkey.url(place.here(), number=number)


def ensure_database(name: str) -> None:
    """Make a database on the running embedded PostgreSQL, unless it is there."""
    postgres.ensure_database(place.here(), database=name)


def client_programs() -> Path:
    """Answer the folder with PostgreSQL's programs: psql, pg_dump and others."""
    return find_programs(place.here()).postgres_bin


def secret(name: str) -> str:
    """Answer a random secret of this project, made once and kept."""
    return kept_secret(place.here(), name=name)


def _enter() -> None:
    if _uses.descriptor is None:
        spot = place.here()
        spot.prepare()
        _uses.descriptor = locks.open_lock(spot.use_lock)
        locks.share(_uses.descriptor)
    _uses.depth += 1


def _leave() -> None:
    _uses.depth -= 1
    if _uses.depth == 0 and _uses.descriptor is not None:
        os.close(_uses.descriptor)
        _uses.descriptor = None


def _owed(spot: place.Place) -> frozenset[Part]:
    try:
        names = spot.owed_stop.read_text(encoding="ascii").split()
    except FileNotFoundError:
        return frozenset()
    return frozenset(part for part in Part if part.name in names)


def _note_owed(spot: place.Place, *, parts: frozenset[Part]) -> None:
    if parts:
        text = " ".join(sorted(part.name for part in parts))
        spot.owed_stop.write_text(text, encoding="ascii")
    else:
        spot.owed_stop.unlink(missing_ok=True)

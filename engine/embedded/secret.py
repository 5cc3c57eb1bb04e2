"""Random secrets, made once and kept for the starting user only."""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from engine.embedded.errors import EmbeddedError

if TYPE_CHECKING:
    from engine.embedded.place import Place

NAME = re.compile(r"[a-z][a-z0-9-]{0,40}")


def kept_secret(place: Place, *, name: str, length: int = 48) -> str:
    """Answer a secret of this place, making it the first time."""
    if not NAME.fullmatch(name):
        raise ValueError(f"not a secret's name: {name!r}")
    path = place.secrets / name
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        place.prepare()
        place.secrets.mkdir(mode=0o700, exist_ok=True)
        _make(path, value=secrets.token_urlsafe(length)[:length])
    except PermissionError as error:
        raise EmbeddedError(f"{path} belongs to another user.") from error
    return path.read_text(encoding="ascii")


def _make(path: Path, *, value: str) -> None:
    """Write a secret whole or not at all; of two makers the first wins."""
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(value)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        Path(draft).unlink()

"""Who the servers run as: the starting user, or for root (whom PostgreSQL refuses) another one."""

from __future__ import annotations

import os
import pwd
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypedDict

from engine.embedded.errors import EmbeddedError

if TYPE_CHECKING:
    from pathlib import Path

UNPRIVILEGED = "daemon" if sys.platform == "darwin" else "nobody"


class Identity(TypedDict, total=False):
    """The arguments with which `subprocess` becomes another user."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class ServerAccount:
    """An existing user; none is ever created."""

    name: str
    uid: int
    gid: int
    is_another: bool

    @property
    def identity(self) -> Identity:
        """Answer what turns a child process into this user."""
        if not self.is_another:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Hand a path that was just made to this user."""
        if self.is_another:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def check_reaches(self, folder: Path) -> None:
        """Refuse a folder this user cannot enter: opening its parents is not ours to do."""
        if not self.is_another or self._enters(folder):
            return
        closed = [path for path in (*reversed(folder.parents), folder) if not _open_to_all(path)]
        raise EmbeddedError(
            f"PostgreSQL refuses to run as root, so it runs as '{self.name}', who may not enter "
            f"{closed[0] if closed else folder}. Set LENGGONG_STATE_DIR to a folder "
            f"that everybody may enter (/var/lib/… for instance)."
        )

    def _enters(self, folder: Path) -> bool:
        try:
            tried = subprocess.run(  # noqa: S603
                ["/usr/bin/env", "test", "-x", folder], check=False, **self.identity
            )
        except OSError as error:
            raise EmbeddedError(
                f"This root may not start a process as '{self.name}' ({error.strerror}), and "
                f"PostgreSQL refuses to run as root: start as an ordinary user."
            ) from error
        return tried.returncode == 0


def _open_to_all(folder: Path) -> bool:
    return bool(folder.stat().st_mode & 0o001)


@cache
def server_account() -> ServerAccount:
    """Answer the user who runs PostgreSQL and Valkey."""
    uid, gid = os.geteuid(), os.getegid()
    if uid != 0:
        return ServerAccount(name=str(uid), uid=uid, gid=gid, is_another=False)
    try:
        entry = pwd.getpwnam(UNPRIVILEGED)
    except KeyError as error:
        raise EmbeddedError(
            f"PostgreSQL refuses to run as root and this system has no user '{UNPRIVILEGED}': "
            f"start as an ordinary user."
        ) from error
    return ServerAccount(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid, is_another=True)

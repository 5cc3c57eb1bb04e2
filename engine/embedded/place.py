"""Where the servers keep their things: the state folder, its parts, `var/` in the checkout."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

from engine.embedded.account import ServerAccount, server_account
from engine.embedded.errors import EmbeddedError

CHECKOUT = Path(__file__).resolve().parents[2]
SYSTEM_STATE = Path("/var/lib")
SOCKET_PATH_LIMIT = 103 if sys.platform == "darwin" else 107
LONGEST_SOCKET_NAME = ".s.PGSQL.5432"
OWNER_NOTE = "checkout"
LOG_KEPT_BYTES = 10_000_000
# initdb hands the paths of programs to a shell inside double quotes.
SHELL_SIGNS = re.compile(r'["$`\\\n]')


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Place:
    """The folders of one project; nothing is made before `prepare()`."""

    state: Path
    checkout: Path

    @property
    def identity(self) -> str:
        """An ASCII name of this state folder, shown in the servers' process titles."""
        return f"lenggong-{_digest(self.state)}"

    @property
    def postgres_data(self) -> Path:
        """Hold PostgreSQL's data."""
        return self.state / "postgres"

    @property
    def valkey_data(self) -> Path:
        """Be Valkey's working folder."""
        return self.state / "valkey"

    @property
    def secrets(self) -> Path:
        """Hold passwords and keys, for the starting user only."""
        return self.state / "secrets"

    @property
    def wheels(self) -> Path:
        """Hold root's copy of the servers' programs."""
        return self.state / "wheels"

    @property
    def start_lock(self) -> Path:
        """Be locked while servers are started or stopped."""
        return self.state / "start.lock"

    @property
    def use_lock(self) -> Path:
        """Be locked, shared, by everyone who uses the servers."""
        return self.state / "use.lock"

    @property
    def owed_stop(self) -> Path:
        """Name the parts that the last user has to stop."""
        return self.state / "owed-stop"

    @property
    def var(self) -> Path:
        """Hold logs and the pointer, inside the checkout."""
        return self.checkout / "var"

    @property
    def sockets(self) -> Path:
        """Hold both sockets: beside the data, or under /tmp where that path will not do."""
        beside = self.state / "sockets"
        is_short = len(os.fsencode(beside / LONGEST_SOCKET_NAME)) <= SOCKET_PATH_LIMIT
        if is_short and "," not in str(beside):  # at a comma libpq begins another host
            return beside
        return Path("/tmp").resolve() / f"lenggong-{os.geteuid()}-{_digest(self.state)}"  # noqa: S108

    def log(self, name: str) -> Path:
        """Answer the log file of one server."""
        return self.var / "log" / f"{name}.log"

    def prepare(self) -> None:
        """Make the state folder, or refuse one that holds somebody else's things."""
        if SHELL_SIGNS.search(str(self.state)):
            raise EmbeddedError(
                f"PostgreSQL cannot live in {self.state}, whose name holds a sign of the shell: "
                f"set LENGGONG_STATE_DIR to a plainer path."
            )
        account = server_account()
        _make_parents(self.state, account)
        try:
            self._claim()
        except OSError as error:
            raise EmbeddedError(f"Cannot use {self.state}: {error.strerror}.") from error
        account.check_reaches(self.state)

    def prepare_var(self) -> None:
        """Make `var/` with its logs and the pointer to the state folder."""
        try:
            (self.var / "log").mkdir(parents=True, exist_ok=True)
            (self.var / "state").write_text(f"{self.state}\n", encoding="utf-8")
        except OSError as error:
            raise EmbeddedError(f"Cannot write logs into {self.var}: {error.strerror}.") from error

    def prepare_server_folder(self, folder: Path) -> None:
        """Make a folder that only the servers' user may enter; trust no stranger's."""
        account = server_account()
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            found = folder.lstat()
            if not stat.S_ISDIR(found.st_mode) or found.st_uid != account.uid:
                raise EmbeddedError(
                    f"{folder} belongs to another user: remove it, or set LENGGONG_STATE_DIR to a "
                    f"short path of your own."
                ) from None
            return
        account.own(folder)

    def open_log(self, name: str) -> int:
        """Open a server's log for appending; an overgrown one is kept aside once."""
        path = self.log(name)
        try:
            if path.exists() and path.stat().st_size > LOG_KEPT_BYTES:
                path.replace(path.with_suffix(".log.1"))
            return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        except OSError as error:
            raise EmbeddedError(f"Cannot write the log {path}: {error.strerror}.") from error

    def log_tail(self, name: str, *, lines: int = 15) -> str:
        """Quote the end of a server's log."""
        try:
            text = self.log(name).read_text(encoding="utf-8", errors="replace")
        except OSError:
            return "(no log)"
        return "\n".join(text.splitlines()[-lines:])

    def remove(self) -> None:
        """Remove what was made here and nothing else; a foreign file keeps its folder."""
        if self.is_claimed():
            sockets = self.sockets
            if sockets.parent != self.state and sockets.is_dir():
                shutil.rmtree(sockets)
            for folder in (self.postgres_data, self.valkey_data, self.secrets, self.wheels):
                shutil.rmtree(folder, ignore_errors=True)
                shutil.rmtree(folder.with_name(f"{folder.name}.new"), ignore_errors=True)
            shutil.rmtree(self.state / "sockets", ignore_errors=True)
            for file in (self.owed_stop, self.use_lock, self.start_lock, self.state / OWNER_NOTE):
                file.unlink(missing_ok=True)
            _remove_empty(self.state)
        shutil.rmtree(self.var, ignore_errors=True)

    def is_claimed(self) -> bool:
        """Tell whether the state folder was made by this project."""
        return (self.state / OWNER_NOTE).is_file()

    def _claim(self) -> None:
        strangers = sorted(entry.name for entry in self.state.iterdir())
        if self.is_claimed():
            self._check_owner()
            return
        if strangers:
            raise EmbeddedError(
                f"{self.state} is not empty and was not made here (it holds {strangers[0]}): "
                f"set LENGGONG_STATE_DIR to a new folder."
            )
        (self.state / OWNER_NOTE).write_text(f"{self.checkout}\n", encoding="utf-8")

    def _check_owner(self) -> None:
        """Refuse another user's state: PostgreSQL would refuse its data with less clear words."""
        owner = (self.state / OWNER_NOTE).stat().st_uid
        if owner != os.geteuid():
            raise EmbeddedError(
                f"{self.state} was made by another user (uid {owner}): start as that user, or set "
                f"LENGGONG_STATE_DIR to a new folder."
            )


def _make_parents(state: Path, account: ServerAccount) -> None:
    """Make what is missing of the path; what is there keeps its permissions."""
    try:
        for folder in reversed((state, *state.parents)):
            if not folder.is_dir():
                _make_folder(folder, mode=0o755 if account.is_another else 0o700)
    except OSError as error:
        raise EmbeddedError(
            f"Cannot make the state folder {state}: {error.strerror} ({error.filename}). "
            f"Set LENGGONG_STATE_DIR to a folder that can be written."
        ) from error


def _make_folder(folder: Path, *, mode: int) -> None:
    try:
        folder.mkdir()
    except FileExistsError:
        return  # somebody made it meanwhile: its permissions are theirs
    folder.chmod(mode)


def _remove_empty(state: Path) -> None:
    """Remove the state folder and the `lenggong` folder around it, where they are empty."""
    folders = [state, state.parent] if state.parent.name == "lenggong" else [state]
    for folder in folders:
        try:
            folder.rmdir()
        except OSError:
            return


def _default_state(checkout: Path) -> Path:
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", checkout.name).strip("-.")[:24] or "checkout"
    own = f"{name}-{_digest(checkout)}"
    if os.geteuid() == 0:
        return SYSTEM_STATE / "lenggong" / own
    try:
        home = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    except RuntimeError as error:
        raise EmbeddedError("No home folder is known: set LENGGONG_STATE_DIR.") from error
    return home / "lenggong" / own


def here(checkout: Path = CHECKOUT) -> Place:
    """Answer this checkout's place: LENGGONG_STATE_DIR, or a folder of the system's choosing."""
    checkout = checkout.resolve()
    wanted = os.environ.get("LENGGONG_STATE_DIR")
    state = checkout / Path(wanted).expanduser() if wanted else _default_state(checkout)
    return Place(state=state.resolve(), checkout=checkout)

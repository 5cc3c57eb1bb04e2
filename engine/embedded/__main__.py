"""`python -m engine.embedded start|stop|status|clean`: the servers by hand, without Django."""

from __future__ import annotations

import sys

from engine import embedded

USAGE = "usage: python -m engine.embedded start|stop|status|clean"


def start() -> None:
    """Start both servers."""
    running = embedded.ensure_started()
    _say(f"PostgreSQL and Valkey are running; state in {running.state}, logs in {running.logs}.")


def stop() -> None:
    """Stop both servers."""
    names = sorted(part.value for part in embedded.stop())
    _say(f"Stopped {' and '.join(names)}." if names else "Nothing was running.")


def status() -> None:
    """Tell which server is running."""
    for part, is_running in embedded.status().items():
        _say(f"{part.value}: {'running' if is_running else 'stopped'}")


def clean() -> None:
    """Remove everything."""
    embedded.clean()
    _say("The embedded servers and their data are gone.")


COMMANDS = {"start": start, "stop": stop, "status": status, "clean": clean}


def main(arguments: list[str]) -> int:
    """Run one command; answer the exit status."""
    command = COMMANDS.get(arguments[0]) if len(arguments) == 1 else None
    if command is None:
        _say(USAGE)
        return 2
    try:
        command()
    except embedded.EmbeddedError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

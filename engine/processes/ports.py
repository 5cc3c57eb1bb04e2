"""A port on this machine that nobody else listens on."""

from __future__ import annotations

import socket

HOST = "127.0.0.1"
FIRST_PORT = 8000
PORTS_TRIED = 100
BACKLOG = 128


class PortTakenError(RuntimeError):
    """The port that was asked for cannot be had."""


def free_port(preferred: int | None = None) -> int:
    """Answer the port asked for, or else 8000 or the next free one."""
    if preferred is not None:
        if not 0 < preferred < 65536:  # noqa: PLR2004
            raise PortTakenError(f"There is no port {preferred}: choose one from 1024 to 65535.")
        if reason := _why_not(preferred):
            raise PortTakenError(f"Port {preferred} cannot be used: {reason}.")
        return preferred
    for port in range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        if not _why_not(port):
            return port
    raise PortTakenError(f"All ports from {FIRST_PORT} to {port} are taken: set PORT.")


def reserve_port(preferred: int | None = None) -> socket.socket:
    """Listen at once on the port asked for, or else on 8000 or the next free one.

    Between finding a free port and serving on it minutes may pass: whoever holds the socket
    cannot lose it. The socket may be handed to a child.
    """
    while True:
        port = free_port(preferred)
        held = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.set_inheritable(True)
        try:
            held.bind((HOST, port))
            held.listen(BACKLOG)
        except OSError as error:
            held.close()
            if preferred is not None:
                reason = (error.strerror or "it is refused").lower()
                raise PortTakenError(f"Port {port} cannot be used: {reason}.") from error
        else:
            return held


def _why_not(port: int) -> str:
    """Answer what speaks against a port, nothing if it is free."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # a server on all addresses does not hinder our binding on macOS: so knock first
        if probe.connect_ex((HOST, port)) == 0:
            return "another program listens there"
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            return (error.strerror or "it is refused").lower()
    return ""

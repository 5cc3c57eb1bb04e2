"""PostgreSQL and Valkey for one machine, when no URL is set; nothing else knows of their wheels."""

from engine.embedded.errors import EmbeddedError
from engine.embedded.servers import (
    ALL_PARTS,
    Part,
    Running,
    broker_url,
    clean,
    client_programs,
    database_url,
    ensure_database,
    ensure_started,
    in_use,
    promise_stop,
    secret,
    status,
    stop,
    stop_if_unused,
)

__all__ = [
    "ALL_PARTS",
    "EmbeddedError",
    "Part",
    "Running",
    "broker_url",
    "clean",
    "client_programs",
    "database_url",
    "ensure_database",
    "ensure_started",
    "in_use",
    "promise_stop",
    "secret",
    "status",
    "stop",
    "stop_if_unused",
]

"""When a commit may answer before it is on the disk."""

from __future__ import annotations

from django.db import connection


def commit_lazily() -> None:
    """Let this transaction's commit not wait for the disk; for the machine's own work only.

    A crash may then take back the last moment's batches, whole and in order: their rows wait in
    the queue again. What a person or a client was told is done always waits, and brings along
    everything that was committed before it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")

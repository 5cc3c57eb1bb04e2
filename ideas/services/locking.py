"""The one lock of everything that writes clusters and assignments; held to the commit."""

from __future__ import annotations

from django.db import connection

# Any number that nothing else in this database locks.
_ONE_WRITER = 0x1E6609


def may_write() -> bool:
    """Take the lock if nobody has it; a task that may not comes again with the next sweep."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_ONE_WRITER])
        (taken,) = cursor.fetchone()
    return bool(taken)


def wait_to_write() -> None:
    """Take the lock, waiting for a batch to end: what a person does is not put off."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_WRITER])

"""Locks of the house, held to the commit: who writes clusters, and who proposes cases."""

from __future__ import annotations

from django.db import connection

# Any number that nothing else in this database locks.
_ONE_WRITER = 0x1E6609
_ONE_PROPOSER = 0x1E660A


def may_write() -> bool:
    """Take the lock if nobody has it; a task that may not comes again with the next sweep."""
    return _try(_ONE_WRITER)


def may_propose() -> bool:
    """Take the lock of who looks for integrity cases, if nobody has it."""
    return _try(_ONE_PROPOSER)


def wait_to_write() -> None:
    """Take the lock, waiting for a batch to end: what a person does is not put off."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_WRITER])


def _try(lock: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [lock])
        (taken,) = cursor.fetchone()
    return bool(taken)

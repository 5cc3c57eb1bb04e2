"""What the next comments cost where few are stored, and where a million are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from benchmarks.way.run import run
from feedback.models import Comment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from engine.processes import Supervisor

SMALL, LARGE = 10_000, 1_000_000
NEXT = 10_000
# Copies of a row stand so many numbers after it.
_STEP = 10_000_000

_TABLES = ("feedback_comment", "feedback_fanrequest", "ideas_cluster", "ideas_assignment")
# Each copy's text is its own, so that no copy spares a reading.
_OWN_VALUES = {
    "external_id": "old.external_id || '-' || copy",
    "text": "old.text || ' ' || copy",
    "fingerprint": "old.fingerprint + copy * 7919",
}
_COPY = """
INSERT INTO {table} ({names}) SELECT {values}
FROM {table} old CROSS JOIN generate_series(1, %s) AS copy ORDER BY copy, old.id
"""
_GO_ON = "SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
_NAMES = """
SELECT column_name FROM information_schema.columns
WHERE table_name = %s AND is_generated = 'NEVER'
"""
_KEYS = frozenset({"id", "comment_id", "request_id", "cluster_id"})


def cost_ratio(path: Path, *, supervisor: Supervisor) -> float:
    """Seconds of the next comments at a million stored ones, as a share of those at ten thousand.

    The comments that are timed differ: blocks of one shuffled stream, two of each size.
    """
    run(path, first=0, rows=SMALL, supervisor=supervisor)
    small = run(path, first=SMALL, rows=NEXT, supervisor=supervisor)
    _fill()
    large = run(path, first=SMALL + NEXT, rows=NEXT, supervisor=supervisor)
    again = run(path, first=SMALL + 2 * NEXT, rows=NEXT, supervisor=supervisor)
    print(
        f"at {SMALL:,} stored {small.rate:,.0f} comments a second, "
        f"at {Comment.objects.count():,} {large.rate:,.0f} and {again.rate:,.0f}",
        flush=True,
    )
    return round((large.seconds + again.seconds) / (2 * small.seconds), 2)


def _fill() -> None:
    """Copy comments, requests, clusters and assignments in proportion up to a million comments."""
    stored = Comment.objects.count()
    copies = LARGE // stored - 1
    print(f"  {copies} copies of {stored:,} comments and all that hangs on them", flush=True)
    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(_NAMES, [table])
            names = [name for (name,) in cursor.fetchall()]
            cursor.execute(_copying(table, names), [copies])
            # numbers go on behind the copies
            cursor.execute(_GO_ON.format(table=table))
        cursor.execute("VACUUM ANALYZE")


def _copying(table: str, names: Sequence[str]) -> str:
    values = [_value(name, is_comment=table == "feedback_comment") for name in names]
    return _COPY.format(
        table=table, names=", ".join(f'"{name}"' for name in names), values=", ".join(values)
    )


def _value(name: str, *, is_comment: bool) -> str:
    if name in _KEYS:
        return f'old."{name}" + copy::bigint * {_STEP}'
    plain = f'old."{name}"'
    return _OWN_VALUES.get(name, plain) if is_comment else plain

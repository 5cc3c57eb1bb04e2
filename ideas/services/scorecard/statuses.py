"""How long ideas stay in each status: one query over stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection

from ideas.models import Status

if TYPE_CHECKING:
    from ideas.services.scorecard.measures import Scope

# Ideas are counted, not stays: one that came back is one. Hours are of the stays that ended
# within the period.
_STATUSES = """
SELECT stay.status,
       count(DISTINCT idea.id) FILTER (WHERE stay.until IS NULL),
       count(DISTINCT idea.id) FILTER (WHERE stay.until >= %(since)s AND stay.until < %(until)s),
       percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (
           ORDER BY extract(epoch FROM stay.until - stay.since) / 3600.0)
           FILTER (WHERE stay.until >= %(since)s AND stay.until < %(until)s)
FROM ideas_stay stay JOIN ideas_idea idea ON idea.id = stay.idea_id
WHERE idea.is_standing AND idea.merged_into_id IS NULL
  AND (%(line)s::bigint IS NULL OR idea.product_line_id = %(line)s::bigint)
GROUP BY stay.status
"""


@dataclass(frozen=True, slots=True)
class StatusTimes:
    """Ideas in a status now, those that left it in the period, and hours they had stayed."""

    status: Status
    now: int
    left: int
    median: float | None
    p90: float | None


def status_times(scope: Scope) -> list[StatusTimes]:
    """Every status that an idea is in or was in, in their order."""
    asked = {"since": scope.since, "until": scope.until, "line": scope.line}
    with connection.cursor() as cursor:
        cursor.execute(_STATUSES, asked)
        rows = {row[0]: row[1:] for row in cursor.fetchall()}
    return [_times(status, *rows[status]) for status in Status if status in rows]


def _times(status: Status, now: int, left: int, hours: list[float] | None) -> StatusTimes:
    median, p90 = hours or (None, None)
    return StatusTimes(status, now, left, median, p90)

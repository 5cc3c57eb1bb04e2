"""Where ideas wait and die: one query over hand-offs, desk by desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection

from ideas.scorecard import Share

if TYPE_CHECKING:
    from datetime import datetime

# An idea that nobody decides for so long is as good as dead.
DEAD_AFTER = timedelta(days=14)
# Waiting is told of now; the rest, of what was sent within the period.
_DESKS = """
SELECT handed.to_desk_id, desk.name, handed.to_user_id,
       coalesce(nullif(trim(person.first_name || ' ' || person.last_name), ''), person.username),
       count(*) FILTER (WHERE waits),
       count(*) FILTER (WHERE waits AND handed.received_at IS NULL),
       count(*) FILTER (WHERE waits AND handed.sent_at < %(dead)s),
       min(handed.sent_at) FILTER (WHERE waits),
       count(*) FILTER (WHERE within),
       count(*) FILTER (WHERE within AND handed.decided_at IS NOT NULL),
       count(*) FILTER (WHERE within AND handed.outcome = 'accepted'),
       count(*) FILTER (WHERE within AND handed.outcome = 'returned'),
       count(*) FILTER (WHERE within AND handed.outcome = 'declined'),
       percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY receiving)
           FILTER (WHERE within AND receiving IS NOT NULL),
       percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY deciding)
           FILTER (WHERE within AND deciding IS NOT NULL)
FROM (
    SELECT handoff.*,
           handoff.decided_at IS NULL AND idea.is_standing AND idea.merged_into_id IS NULL AS waits,
           handoff.sent_at >= %(since)s AND handoff.sent_at < %(until)s AS within,
           extract(epoch FROM handoff.received_at - handoff.sent_at) / 3600.0 AS receiving,
           extract(epoch FROM handoff.decided_at - handoff.sent_at) / 3600.0 AS deciding
    FROM ideas_handoff handoff JOIN ideas_idea idea ON idea.id = handoff.idea_id
    WHERE handoff.is_standing
      AND (%(line)s::bigint IS NULL OR idea.product_line_id = %(line)s::bigint)
) handed
LEFT JOIN auth_group desk ON desk.id = handed.to_desk_id
LEFT JOIN auth_user person ON person.id = handed.to_user_id
WHERE waits OR within
GROUP BY handed.to_desk_id, desk.name, handed.to_user_id, person.first_name, person.last_name,
         person.username
ORDER BY count(*) FILTER (WHERE waits) DESC, desk.name NULLS LAST, person.username
"""


@dataclass(frozen=True, slots=True)
class Times:
    """Hours from being sent: the middle one, and what nine of ten take at most."""

    median: float | None
    p90: float | None


@dataclass(frozen=True, slots=True)
class Desk:
    """A group or a colleague, and how ideas fare there.

    `waiting`, `unreceived`, `dead` and `oldest` are of now, whenever they were sent; the rest of
    what was sent within the period.
    """

    group: int | None
    user: int | None
    name: str
    waiting: int
    unreceived: int
    dead: int
    oldest: datetime | None
    sent: int
    decided: int
    accepted: int
    returned: int
    declined: int
    to_receive: Times
    to_decide: Times

    @property
    def share_returned(self) -> Share:
        """Sent back, out of those decided."""
        return Share(self.returned, self.decided)

    @property
    def share_declined(self) -> Share:
        """Not taken on, out of those decided."""
        return Share(self.declined, self.decided)


def desks_report(
    *,
    since: datetime,
    until: datetime,
    now: datetime,
    line: int | None = None,
    dead_after: timedelta = DEAD_AFTER,
) -> list[Desk]:
    """Every desk where something waits or was sent in the period, the longest queue first."""
    asked = {"since": since, "until": until, "dead": now - dead_after, "line": line}
    with connection.cursor() as cursor:
        cursor.execute(_DESKS, asked)
        return [_desk(row) for row in cursor.fetchall()]


def _desk(row: tuple[Any, ...]) -> Desk:
    group, desk, user, person, *counts, receiving, deciding = row
    waiting, unreceived, dead, oldest, sent, decided, accepted, returned, declined = counts
    return Desk(
        group=group,
        user=user,
        name=str(desk or person),
        waiting=waiting,
        unreceived=unreceived,
        dead=dead,
        oldest=oldest,
        sent=sent,
        decided=decided,
        accepted=accepted,
        returned=returned,
        declined=declined,
        to_receive=_times(receiving),
        to_decide=_times(deciding),
    )


def _times(found: object) -> Times:
    return Times(*found) if isinstance(found, list) else Times(None, None)

"""Keep ticks as the requests stand: compare, write what differs, add the difference to points."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from ideas.models import Tick
from ideas.series.grains import MINUTE, floor
from ideas.series.terms import terms_of
from ideas.services.series.adding import Counted, add_counted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

# What counts here is what counts in support; a request counts from its first grouping on, or
# while a person's pin holds it.
COUNTING = """
    request.retired_at IS NULL AND comment.state <> 'hidden'
    AND comment.label IN ('product_request', 'service_request')
    AND coalesce(fan.role, 'fan') = 'fan'
    AND (EXISTS (SELECT FROM ideas_assignment known WHERE known.request_id = request.id)
         OR EXISTS (SELECT FROM ideas_pin pin WHERE pin.request_id = request.id
                                                AND pin.is_standing AND pin.says = 'belongs'))
"""
_JOINED = """
FROM feedback_fanrequest request
JOIN feedback_comment comment ON comment.id = request.comment_id
LEFT JOIN feedback_fan fan ON fan.id = comment.fan_id
LEFT JOIN ideas_assignment assignment
       ON assignment.request_id = request.id AND assignment.valid_to IS NULL
"""
_WANTED = f"""
SELECT request.id, coalesce(comment.created_at, comment.received_at), assignment.cluster_id,
       comment.channel, comment.thread_id, request.content, comment.received_at,
       comment.created_at IS NOT NULL AND comment.created_at_precision NOT IN ('day', 'unknown')
{_JOINED}
WHERE request.id = ANY(%s) AND {COUNTING}
"""
# Where a tick and the open assignment name different clusters.
_STRAYS = """
SELECT request_id
FROM (SELECT request_id, cluster_id FROM ideas_tick WHERE cluster_id = ANY(%s)) tick
FULL JOIN (SELECT request_id, cluster_id FROM ideas_assignment
           WHERE valid_to IS NULL AND cluster_id = ANY(%s)) assignment USING (request_id)
WHERE tick.cluster_id IS DISTINCT FROM assignment.cluster_id
"""
_DIFFERING = f"""
WITH counted AS (
    SELECT request.id, assignment.cluster_id {_JOINED} WHERE {COUNTING}
)
SELECT coalesce(counted.id, tick.request_id)
FROM counted FULL JOIN ideas_tick tick ON tick.request_id = counted.id
WHERE counted.id IS NULL OR tick.request_id IS NULL
   OR tick.cluster_id IS DISTINCT FROM counted.cluster_id
ORDER BY 1 LIMIT %s
"""  # noqa: S608
_MOVE = """
UPDATE ideas_tick tick SET cluster_id = given.cluster_id
FROM unnest(%s::bigint[], %s::bigint[]) AS given(request_id, cluster_id)
WHERE tick.request_id = given.request_id
"""
# So soon after it was posted a comment must have come in to tell of now.
_LIVE_WITHIN = timedelta(hours=2)
_CLOCKS_DIFFER = timedelta(minutes=10)


def tick(requests: Iterable[int]) -> int:
    """Count these requests as they stand now; answers how many stand otherwise than before.

    Eight statements at most, whatever their number. The caller holds the grouping lock.
    """
    ids = sorted(set(requests))
    if not ids:
        return 0
    before = {row.request_id: row for row in Tick.objects.filter(pk__in=ids)}
    after = _wanted(ids, before=before)
    gone = [pk for pk in before if pk not in after]
    fresh = [pk for pk in after if pk not in before]
    moved = [pk for pk in after if pk in before and after[pk].cluster != before[pk].cluster_id]
    _write(gone=gone, fresh={pk: after[pk] for pk in fresh}, moved={k: after[k] for k in moved})
    add_counted(
        more=[after[pk] for pk in (*fresh, *moved)],
        less=[_counted(before[pk]) for pk in (*gone, *moved)],
    )
    return len(gone) + len(fresh) + len(moved)


def tick_clusters(clusters: Collection[int]) -> int:
    """The same for all requests that came to these clusters or left them."""
    wanted = sorted(set(clusters))
    with connection.cursor() as cursor:
        cursor.execute(_STRAYS, [wanted, wanted])
        strays = [pk for (pk,) in cursor.fetchall()]
    return tick(strays)


def differing(*, limit: int) -> list[int]:
    """Requests that stand otherwise than their ticks say: roles and states change by themselves."""
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERING, [limit])
        return [pk for (pk,) in cursor.fetchall()]


def _wanted(ids: list[int], *, before: Mapping[int, Tick]) -> dict[int, Counted]:
    zone = ZoneInfo(settings.TIME_ZONE)
    with connection.cursor() as cursor:
        cursor.execute(_WANTED, [ids])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    found = {}
    for pk, at, cluster, channel, thread, content, received, is_exact in rows:
        known = before.get(pk)
        # a tick never changes but for its cluster: times and threads of comments stand
        found[pk] = (
            Counted(
                at=floor(at, grain=MINUTE, zone=zone),
                cluster=cluster,
                channel=channel,
                thread=thread,
                terms=terms_of(content),
                is_live=is_exact and _is_live(at, received=received),
            )
            if known is None
            else replace(_counted(known), cluster=cluster)
        )
    return found


def _is_live(posted: datetime, *, received: datetime) -> bool:
    return -_CLOCKS_DIFFER <= received - posted <= _LIVE_WITHIN


def _counted(row: Tick) -> Counted:
    return Counted(
        at=row.at,
        cluster=row.cluster_id,
        channel=row.channel,
        thread=row.thread_id,
        terms=tuple(row.terms),
        is_live=row.is_live,
    )


def _write(*, gone: list[int], fresh: Mapping[int, Counted], moved: Mapping[int, Counted]) -> None:
    if gone:
        Tick.objects.filter(pk__in=gone).delete()
    Tick.objects.bulk_create(
        [
            Tick(
                request_id=pk,
                at=row.at,
                cluster_id=row.cluster,
                channel=row.channel,
                thread_id=row.thread,
                terms=list(row.terms),
                is_live=row.is_live,
            )
            for pk, row in fresh.items()
        ]
    )
    if moved:
        with connection.cursor() as cursor:
            cursor.execute(_MOVE, [list(moved), [row.cluster for row in moved.values()]])

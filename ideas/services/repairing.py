"""Bring clusters back to what their open assignments say; assignments are closed, never deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.utils import timezone

from ideas.models import Assignment
from ideas.services.series.ticking import tick_clusters

if TYPE_CHECKING:
    from collections.abc import Iterable

_RECOUNT = """
UPDATE ideas_cluster cluster
SET size = coalesce(found.size, 0), centroid = coalesce(found.centroid, cluster.centroid),
    looked_at = NULL
FROM unnest(%s::bigint[]) AS asked(id)
LEFT JOIN (
    SELECT assignment.cluster_id, count(*) AS size,
           sum(request.embedding ORDER BY assignment.id) AS centroid
    FROM ideas_assignment assignment
    JOIN feedback_fanrequest request ON request.id = assignment.request_id
    WHERE assignment.valid_to IS NULL AND assignment.cluster_id = ANY(%s)
    GROUP BY assignment.cluster_id
) found ON found.cluster_id = asked.id
WHERE cluster.id = asked.id
"""
# A cluster nobody represents could never be joined again.
_KEEP_A_REPRESENTATIVE = """
UPDATE ideas_assignment SET is_representative = true WHERE id IN (
    SELECT min(id) FROM ideas_assignment
    WHERE valid_to IS NULL AND cluster_id = ANY(%s)
    GROUP BY cluster_id HAVING NOT bool_or(is_representative)
)
"""


def close_retired() -> set[int]:
    """Close the assignments of requests a newer reading replaced; answers the clusters hit."""
    gone = list(
        Assignment.objects.open()
        .filter(request__retired_at__isnull=False)
        .values_list("pk", "cluster")
    )
    if not gone:
        return set()
    Assignment.objects.filter(pk__in=[pk for pk, _ in gone]).update(valid_to=timezone.now())
    hit = {cluster for _, cluster in gone}
    recount(hit)
    return hit


def recount(clusters: Iterable[int]) -> None:
    """Set size and centroid of clusters anew, give each a representative, and let series follow."""
    wanted = sorted(set(clusters))
    with connection.cursor() as cursor:
        cursor.execute(_RECOUNT, [wanted, wanted])
        cursor.execute(_KEEP_A_REPRESENTATIVE, [wanted])
    tick_clusters(wanted)

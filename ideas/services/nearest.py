"""Load from the database the clusters that a batch of requests may join."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import connection

from engine.nlp.grouping import DEFAULT, KnownCluster, Wish, make_wish
from feedback.encoding import as_vector
from ideas.models import Assignment, Cluster

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedback.models import FanRequest

# Exact search: the same comments give the same ideas, which HNSW does not promise.
_NEAREST = """
SELECT DISTINCT near.id
FROM feedback_fanrequest request
CROSS JOIN LATERAL (
    SELECT cluster.id
    FROM ideas_cluster cluster
    WHERE cluster.encoder_version = request.encoder_version
      AND cluster.kind = request.kind AND cluster.size > 0
    ORDER BY cluster.centroid <=> request.embedding, cluster.id
    LIMIT %s
) near
WHERE request.id = ANY(%s)
ORDER BY near.id
"""


def known_clusters(requests: Sequence[FanRequest]) -> list[KnownCluster]:
    """The nearest stored clusters of these requests, with their representatives."""
    with connection.cursor() as cursor:
        cursor.execute(_NEAREST, [DEFAULT.top_k, [r.pk for r in requests]])
        ids = [pk for (pk,) in cursor.fetchall()]
    representatives = representatives_of(ids)
    return [
        KnownCluster(
            key=str(cluster.pk),
            centroid_sum=as_vector(cluster.centroid),
            size=cluster.size,
            representatives=representatives.get(cluster.pk, []),
        )
        for cluster in Cluster.objects.filter(pk__in=ids).order_by("pk")
    ]


def representatives_of(clusters: Sequence[int]) -> dict[int, list[Wish]]:
    """The representatives of each of these clusters, the oldest first."""
    found: dict[int, list[Wish]] = defaultdict(list)
    rows = (
        Assignment.objects.open()
        .filter(cluster__in=clusters, is_representative=True)
        .select_related("request")
        .order_by("pk")
    )
    for row in rows:
        found[row.cluster_id].append(wish_of(row.request))
    return found


def wish_of(request: FanRequest) -> Wish:
    """A stored request as the grouper sees it."""
    return make_wish(str(request.pk), request.text, as_vector(request.embedding))

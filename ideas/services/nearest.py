"""Load from the database the clusters that a batch of requests may join."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import connection

from engine.nlp.context import product_meant
from engine.nlp.grouping import KnownCluster, Wish, make_wish
from feedback.encoding import as_vector
from ideas.models import Assignment, Cluster
from ideas.services.contexts import context_of
from ideas.services.verdicts import places_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engine.nlp.verdicts import Verdicts
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


def known_clusters(
    requests: Sequence[FanRequest], *, verdicts: Verdicts, top_k: int
) -> list[KnownCluster]:
    """The nearest stored clusters of these requests of one space, and those verdicts point at."""
    with connection.cursor() as cursor:
        cursor.execute(_NEAREST, [top_k, [r.pk for r in requests]])
        near = {pk for (pk,) in cursor.fetchall()}
    judged = places_of(verdicts.keys)
    like = requests[0]
    pointed_at = Cluster.objects.filter(
        pk__in=set(judged.values()) - near, kind=like.kind, encoder_version=like.encoder_version
    ).values_list("pk", flat=True)
    return stored_clusters(near.union(pointed_at), judged=judged)


def stored_clusters(ids: Iterable[int], *, judged: Mapping[str, int]) -> list[KnownCluster]:
    """These clusters as the engine sees them; judged says where each judged request is."""
    rows = list(Cluster.objects.filter(pk__in=list(ids)).order_by("pk"))
    representatives = representatives_of([row.pk for row in rows])
    members: dict[int, set[str]] = defaultdict(set)
    for key, cluster in judged.items():
        members[cluster].add(key)
    return [
        KnownCluster(
            key=str(row.pk),
            centroid_sum=as_vector(row.centroid),
            size=row.size,
            representatives=representatives.get(row.pk, []),
            judged=members[row.pk],
        )
        for row in rows
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
        found[row.cluster_id].append(wish_of(row))
    return found


def wish_of(assignment: Assignment) -> Wish:
    """A grouped request as the grouper sees it, with the product its context meant back then."""
    meant = frozenset(assignment.why.get("meant", ()))
    return _wish(assignment.request, meant=meant)


def waiting_wish(request: FanRequest) -> Wish:
    """A request that waits to be grouped as the grouper sees it, beside its context of today."""
    return _wish(request, meant=product_meant(context_of(request)))


def _wish(request: FanRequest, *, meant: frozenset[str]) -> Wish:
    return make_wish(str(request.pk), request.text, as_vector(request.embedding), meant=meant)

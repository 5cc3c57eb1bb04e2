"""Take retired requests out of their clusters; assignments are closed, never deleted."""

from __future__ import annotations

import numpy as np
from django.utils import timezone

from feedback.encoding import as_vector
from ideas.models import Assignment, Cluster


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
    _recount(hit)
    return hit


def _recount(clusters: set[int]) -> None:
    """Bring size and centroid of clusters back to what their open assignments say."""
    rows = list(Cluster.objects.filter(pk__in=clusters).order_by("pk"))
    for row in rows:
        vectors = [
            as_vector(assignment.request.embedding)
            for assignment in row.assignments.open().select_related("request").order_by("pk")
        ]
        row.size = len(vectors)
        if vectors:
            row.centroid = np.sum(vectors, axis=0)
            _keep_a_representative(row)
    Cluster.objects.bulk_update(rows, ["size", "centroid"])


def _keep_a_representative(cluster: Cluster) -> None:
    """A cluster nobody represents could never be joined again."""
    members = cluster.assignments.open()
    if not members.filter(is_representative=True).exists():
        first = members.order_by("pk").values("pk")[:1]
        Assignment.objects.filter(pk__in=first).update(is_representative=True)

"""Give requests a cluster of their own, so that an idea can stand on it and others can join."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Q

from ideas.models import Assignment, Cluster
from ideas.services.promoting import retitle_candidates
from ideas.services.rearranging import reassign, retitle
from ideas.services.repairing import recount

if TYPE_CHECKING:
    from collections.abc import Collection


def set_apart(requests: Collection[int], *, family: Collection[int]) -> list[Cluster]:
    """Divide the clusters of an idea, or of none, that hold these requests; answers their own.

    A new cluster stands for the same idea as the one it was divided from: whoever moves it
    further tells the ledger. The caller holds the grouping lock.
    """
    rows = Assignment.objects.open().filter(
        Q(cluster__idea__in=family) | Q(cluster__idea__isnull=True), request__in=requests
    )
    going: dict[int, list[int]] = defaultdict(list)
    for cluster, request in rows.order_by("pk").values_list("cluster", "request"):
        going[cluster].append(request)
    sources = Cluster.objects.filter(pk__in=going).order_by("pk")
    return [_apart(source, going[source.pk]) for source in sources]


def _apart(source: Cluster, going: list[int]) -> Cluster:
    members = Assignment.objects.open().filter(cluster=source)
    if not members.exclude(request__in=going).exists():
        return source
    founded = Cluster.objects.create(
        kind=source.kind,
        encoder_version=source.encoder_version,
        centroid=source.centroid,
        idea_id=source.idea_id,
    )
    note = json.dumps({"kind": "split", "cluster": source.pk})
    reassign(dict.fromkeys(going, (founded.pk, note)))
    recount([source.pk, founded.pk])
    retitle([source.pk, founded.pk])
    retitle_candidates([source.pk])
    return founded

"""Give requests a cluster of their own, so that an idea can stand on it and others can join."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.db.models import Q

from ideas.models import Assignment, Cluster
from ideas.services.promoting import retitle_candidates
from ideas.services.rearranging import reassign, retitle
from ideas.services.repairing import recount

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence


def set_apart(requests: Collection[int], *, family: Collection[int]) -> list[Cluster]:
    """Divide the clusters of an idea, or of none, that hold these requests; answers their own.

    A new cluster stands for the same idea as the one it was divided from: whoever moves it
    further tells the ledger. The caller holds the grouping lock.
    """
    rows = Assignment.objects.open().filter(
        Q(cluster__idea__in=family) | Q(cluster__idea__isnull=True), request__in=requests
    )
    place_of = dict(rows.order_by("pk").values_list("request", "cluster"))
    sources = list(Cluster.objects.filter(pk__in=place_of.values()).order_by("pk"))
    staying = Assignment.objects.open().filter(cluster__in=sources).exclude(request__in=place_of)
    shared = set(staying.values_list("cluster", flat=True))
    founded = _found([source for source in sources if source.pk in shared])
    _move({pk: (at, founded[at].pk) for pk, at in place_of.items() if at in founded})
    return [founded.get(source.pk, source) for source in sources]


def _found(sources: Sequence[Cluster]) -> dict[int, Cluster]:
    """A new cluster beside each of these, by the number of the old one."""
    fresh = Cluster.objects.bulk_create(
        Cluster(
            kind=source.kind,
            encoder_version=source.encoder_version,
            centroid=source.centroid,
            idea_id=source.idea_id,
        )
        for source in sources
    )
    return {source.pk: row for source, row in zip(sources, fresh, strict=True)}


def _move(ways: Mapping[int, tuple[int, int]]) -> None:
    """Move each request from one cluster to another, and bring both in order."""
    if not ways:
        return
    reassign(
        {pk: (to, json.dumps({"kind": "split", "cluster": at})) for pk, (at, to) in ways.items()}
    )
    left = {at for at, _ in ways.values()}
    changed = left | {to for _, to in ways.values()}
    recount(changed)
    retitle(changed)
    retitle_candidates(left)

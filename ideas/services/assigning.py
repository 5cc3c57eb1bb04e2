"""Assign requests to clusters: one writer at a time, a batch a transaction."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from engine.nlp.grouping import Decision, Grouper, KnownCluster
from feedback.encoding import version_in_use
from feedback.models import FanRequest
from ideas.models import Assignment, Cluster, Idea, Pin
from ideas.services.contexts import with_context
from ideas.services.locking import may_write
from ideas.services.nearest import known_clusters, waiting_wish
from ideas.services.policies import policy_of
from ideas.services.promoting import promote_clusters, retitle_candidates
from ideas.services.proposing import brand_words, propose_cluster_title
from ideas.services.repairing import close_retired
from ideas.services.series.ticking import tick
from ideas.services.supporting import count_support
from ideas.services.verdicts import verdicts_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from feedback.models import FanRequestQuerySet
    from ideas.models import IdeaQuerySet


@dataclass(frozen=True, slots=True)
class Assigned:
    """What one batch did."""

    requests: int
    promoted: int


def assign_batch(*, limit: int, promotion_support: float) -> Assigned | None:
    """Group the oldest requests; None while another writer is at it.

    Two workers would found twin clusters for one wish: a unique constraint guards
    equal rows, not near vectors, hence the lock.
    """
    with transaction.atomic():
        if not may_write():
            return None
        touched = close_retired()
        requests = list(with_context(_waiting())[:limit])
        placed = {row.pk: cluster for row in requests if (cluster := _place_of(row)) is not None}
        touched |= set(placed.values())
        waiting = [row for row in requests if row.pk not in placed]
        for _space, same in groupby(sorted(waiting, key=_space_of), key=_space_of):
            touched |= _assign(list(same))
        FanRequest.objects.filter(pk__in=[r.pk for r in requests]).update(grouped_at=timezone.now())
        tick(row.pk for row in requests)
        retitle_candidates(touched)
        promoted = len(promote_clusters(touched, minimum=promotion_support))
        count_support(_ideas_of(touched).values_list("pk", flat=True))
        return Assigned(requests=len(requests), promoted=promoted)


def _ideas_of(clusters: Iterable[int]) -> IdeaQuerySet:
    """Ideas that stand on these clusters, or by a person's word on what is or was in them."""
    touched = list(clusters)
    pins = Pin.objects.belonging().filter(request__assignments__cluster__in=touched)
    return Idea.objects.filter(
        Q(pk__in=Cluster.objects.filter(pk__in=touched).values("idea"))
        | Q(pk__in=pins.values("idea"))
    )


def _waiting() -> FanRequestQuerySet:
    """The queue; what another encoder left waits until it is embedded anew."""
    places = Assignment.objects.open().filter(request=OuterRef("pk")).values("cluster")
    found = FanRequest.objects.to_group().in_order()
    version, queue = version_in_use(), found.annotate(place=Subquery(places))
    return queue if version is None else queue.filter(encoder_version=version)


def _place_of(request: FanRequest) -> int | None:
    """The cluster of one that was retired and came back before it lost its place: it stays."""
    place: int | None = request.place  # type: ignore[attr-defined]
    return place


def _space_of(request: FanRequest) -> tuple[str, str]:
    """Wishes for a thing and for a service, or of two encoders, are never compared."""
    return request.kind, request.encoder_version


def _assign(requests: Sequence[FanRequest]) -> set[int]:
    policy = policy_of(requests[0].encoder_version)
    verdicts = verdicts_on(request.pk for request in requests)
    known = known_clusters(requests, verdicts=verdicts, top_k=policy.top_k)
    grouper = Grouper(clusters=known, policy=policy, verdicts=verdicts)
    decisions = grouper.assign_all([waiting_wish(request) for request in requests])
    ids = _store_clusters(grouper.touched, like=requests[0])
    Assignment.objects.bulk_create(_assignments(decisions, ids=ids), batch_size=500)
    changed = {ids[found.cluster_key] for found in decisions if found.is_representative}
    Cluster.objects.filter(pk__in=changed).update(looked_at=None)
    return {ids[cluster.key] for cluster in grouper.touched}


def _store_clusters(clusters: Iterable[KnownCluster], *, like: FanRequest) -> dict[str, int]:
    """Write new and changed clusters; answers the working key → row."""
    brands = brand_words()
    rows = {cluster.key: _row(cluster, like=like, brands=brands) for cluster in clusters}
    Cluster.objects.bulk_create([row for row in rows.values() if row.pk is None], batch_size=500)
    Cluster.objects.bulk_update(
        [row for key, row in rows.items() if not key.startswith("new:")],
        ["centroid", "size", "title"],
        batch_size=500,
    )
    return {key: row.pk for key, row in rows.items()}


def _row(cluster: KnownCluster, *, like: FanRequest, brands: Sequence[str]) -> Cluster:
    return Cluster(
        pk=None if cluster.key.startswith("new:") else int(cluster.key),
        kind=like.kind,
        encoder_version=like.encoder_version,
        centroid=cluster.centroid_sum,
        size=cluster.size,
        title=propose_cluster_title(cluster.representatives, brands=brands)[:120],
    )


def _assignments(decisions: Iterable[Decision], *, ids: dict[str, int]) -> list[Assignment]:
    return [
        Assignment(
            request_id=int(decision.wish_key),
            cluster_id=ids.get(decision.cluster_key) or int(decision.cluster_key),
            similarity=decision.similarity,
            is_representative=decision.is_representative,
            why=_why(decision, ids=ids),
            version=decision.why.version,
        )
        for decision in decisions
    ]


def _why(decision: Decision, *, ids: dict[str, int]) -> dict[str, Any]:
    why: dict[str, Any] = decision.why.as_dict()
    runner_up = decision.why.runner_up
    if runner_up is not None:
        key = runner_up.cluster_key
        why["runner_up"] = {
            **{name: told for name, told in why["runner_up"].items() if name != "cluster_key"},
            "cluster": ids.get(key) or (None if key.startswith("new:") else int(key)),
        }
    return {**why, "joined": decision.joined}

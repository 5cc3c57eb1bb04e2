"""Attach clusters to ideas, and detach them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engine.ledger.services import Actor, Cell, record_operation
from ideas.models import Assignment, Cluster, Idea
from ideas.services.structure.errors import StructureError
from ideas.services.structure.pins import follow_cluster
from ideas.services.structure.taking import family_of, take_cluster, take_idea
from ideas.services.supporting import count_support

if TYPE_CHECKING:
    from collections.abc import Sequence


@transaction.atomic
def attach_cluster(cluster: Cluster, *, to: Idea, actor: Actor, reason: str = "") -> Cluster:
    """Let a cluster stand for another idea, or for one at all; its pins go along."""
    row, target = take_cluster(cluster.pk), take_idea(to.pk)
    if _root_of(row) == target.pk:
        raise StructureError(_("It belongs there already."))
    return _point(row, into=target.pk, kind="cluster.attach", actor=actor, reason=reason)


@transaction.atomic
def detach_cluster(cluster: Cluster, *, actor: Actor, reason: str = "") -> Cluster:
    """Let a cluster stand for no idea; what becomes of it then is left to people."""
    row = take_cluster(cluster.pk)
    if row.idea_id is None:
        raise StructureError(_("The cluster belongs to no idea."))
    return _point(row, into=None, kind="cluster.detach", actor=actor, reason=reason)


def point_clusters(clusters: Sequence[Cluster], *, into: int | None) -> list[Cell]:
    """Let clusters stand for an idea, or for none; answers the cells."""
    cells = [Cell(row, "idea", row.idea_id, into) for row in clusters]
    Cluster.objects.filter(pk__in=[row.pk for row in clusters]).update(idea=into)
    return cells


def _point(row: Cluster, *, into: int | None, kind: str, actor: Actor, reason: str) -> Cluster:
    source = _root_of(row)
    family = family_of(source) if source is not None else []
    members = Assignment.objects.open().filter(cluster=row).values_list("request", flat=True)
    cells = point_clusters([row], into=into)
    cells += follow_cluster(
        list(members),
        from_=family,
        into=family_of(into) if into is not None else (),
        actor=actor,
        at=timezone.now(),
    )
    record_operation(kind, actor=actor, reason=reason, changes=cells)
    count_support({idea for idea in (source, into) if idea is not None})
    return Cluster.objects.get(pk=row.pk)


def _root_of(row: Cluster) -> int | None:
    return row.idea.root_id if row.idea is not None else None

"""Split an idea: some of its clusters and requests become an idea of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engine.ledger.services import Actor, Cell, record_operation
from feedback.models import FanRequest
from ideas.models import Assignment, Cluster, Evidence, Idea
from ideas.services.structure.apart import set_apart
from ideas.services.structure.clusters import point_clusters
from ideas.services.structure.creating import make_idea
from ideas.services.structure.errors import StructureError
from ideas.services.structure.pins import follow_cluster, pin
from ideas.services.structure.taking import family_of, take_idea
from ideas.services.structure.verdicts import one_left_behind, say
from ideas.services.supporting import count_support

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@transaction.atomic
def split_idea(
    idea: Idea,
    *,
    title: str,
    clusters: Iterable[Cluster] = (),
    requests: Iterable[FanRequest] = (),
    actor: Actor,
    reason: str = "",
) -> Idea:
    """Make a candidate of some clusters and single requests of an idea; answers it.

    Raises StructureError where something chosen is not of this idea, or nothing would be left.
    """
    old = take_idea(idea.pk)
    family = family_of(old.pk)
    chosen = _chosen_clusters({row.pk for row in clusters}, family=family)
    singles = _chosen_requests({row.pk for row in requests}, idea=old.pk, clusters=chosen)
    if not chosen and not singles:
        raise StructureError(_("Nothing was chosen to be split off."))
    fresh, made = make_idea(title, kind=old.kind, product_line=old.product_line_id)
    cells = [made, *_move_clusters(chosen, family=family, to=fresh.pk, actor=actor)]
    cells += _move_requests(singles, family=family, to=fresh.pk, actor=actor)
    if not Evidence.objects.filter(idea=old.pk).exists():
        raise StructureError(_("Nothing would be left of the idea; give it another title instead."))
    record_operation("idea.split", actor=actor, reason=reason, changes=cells)
    count_support([old.pk, fresh.pk])
    return fresh


def _chosen_clusters(wanted: set[int], *, family: list[int]) -> list[Cluster]:
    rows = Cluster.objects.select_for_update(of=("self",)).filter(pk__in=wanted, size__gt=0)
    found = list(rows.filter(idea__in=family).order_by("pk"))
    if len(found) != len(wanted):
        raise StructureError(_("A chosen cluster does not belong to the idea any more."))
    return found


def _chosen_requests(
    wanted: set[int], *, idea: int, clusters: Sequence[Cluster]
) -> list[FanRequest]:
    """The chosen requests that do not go with a chosen cluster in any case."""
    standing = Evidence.objects.filter(idea=idea, request__in=wanted)
    rows = FanRequest.objects.current().filter(pk__in=standing.values("pk")).order_by("pk")
    found = list(rows.select_for_update(of=("self",)))
    if len(found) != len(wanted):
        raise StructureError(_("A chosen request does not belong to the idea any more."))
    going = Assignment.objects.open().filter(cluster__in=clusters).values_list("request", flat=True)
    along = set(going)
    return [row for row in found if row.pk not in along]


def _move_clusters(
    rows: Sequence[Cluster], *, family: list[int], to: int, actor: Actor
) -> list[Cell]:
    members = Assignment.objects.open().filter(cluster__in=rows).values_list("request", flat=True)
    cells = point_clusters(rows, into=to)
    now = timezone.now()
    return [*cells, *follow_cluster(list(members), from_=family, into=[to], actor=actor, at=now)]


def _move_requests(
    rows: Sequence[FanRequest], *, family: list[int], to: int, actor: Actor
) -> list[Cell]:
    """Pin them, judge each apart from one it leaves behind, and give them clusters."""
    going = [row.pk for row in rows]
    cells = pin(going, into=[to], out_of=family, actor=actor, at=timezone.now())
    places = Assignment.objects.open().filter(request__in=going, cluster__idea__in=family)
    cluster_of = dict(places.values_list("request", "cluster"))
    apart = set_apart(going, family=family)
    leaves = set(cluster_of.values()) - {row.pk for row in apart}
    different = one_left_behind(rows, places=cluster_of, leaves=leaves)
    cells += say(going, different=different, leaves=leaves, actor=actor)
    return [*cells, *point_clusters(apart, into=to)]

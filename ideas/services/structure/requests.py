"""Move, confirm and reject single requests: pins for the idea, verdicts for the grouping."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engine.ledger.services import Actor, Cell, record_operation
from ideas.models import Assignment, Idea, Says
from ideas.services.judging import out_of_place
from ideas.services.releasing import release
from ideas.services.structure.apart import set_apart
from ideas.services.structure.clusters import point_clusters
from ideas.services.structure.errors import StructureError
from ideas.services.structure.pins import pin
from ideas.services.structure.taking import family_of, idea_of, take_ideas, take_request
from ideas.services.structure.verdicts import left_behind, nearest_of, say
from ideas.services.supporting import count_support
from ideas.services.verdicts import verdicts_on

if TYPE_CHECKING:
    from datetime import datetime

    from feedback.models import FanRequest
    from ideas.models import Cluster


@transaction.atomic
def move_request(request: FanRequest, *, to: Idea, actor: Actor, reason: str = "") -> None:
    """Let one request belong to another idea; its cluster and the rest of it stay.

    Raises StructureError where the request or an idea cannot be moved or moved to.
    """
    row, source = take_request(request.pk), idea_of(request.pk)
    take_ideas({to.pk, *([source.pk] if source is not None else ())})
    if source is not None and source.pk == to.pk:
        raise StructureError(_("It belongs there already."))
    _settle(row, source=source, to=to, kind="request.move", actor=actor, reason=reason)


@transaction.atomic
def confirm_request(request: FanRequest, *, idea: Idea, actor: Actor, reason: str = "") -> None:
    """Say that a request belongs to the idea it stands for, or to one where it stood for none."""
    row, source = take_request(request.pk), idea_of(request.pk)
    take_ideas([idea.pk])
    if source is not None and source.pk != idea.pk:
        message = _("It belongs to “%(idea)s”; move it from there.")
        raise StructureError(message % {"idea": source})
    _settle(row, source=source, to=idea, kind="request.confirm", actor=actor, reason=reason)


@transaction.atomic
def reject_request(request: FanRequest, *, idea: Idea, actor: Actor, reason: str = "") -> None:
    """Say that a request does not belong to the idea it stands for."""
    row, source = take_request(request.pk), idea_of(request.pk)
    take_ideas([idea.pk])
    if source is None or source.pk != idea.pk:
        raise StructureError(_("It does not belong to this idea."))
    _settle(row, source=source, to=None, kind="request.reject", actor=actor, reason=reason)


def _settle(
    row: FanRequest, *, source: Idea | None, to: Idea | None, kind: str, actor: Actor, reason: str
) -> None:
    """Pin a request, judge it by where it leaves and goes, and let the grouping follow."""
    at = timezone.now()
    stays = source is not None and source == to
    left = family_of(source.pk) if source is not None and not stays else []
    gained = family_of(to.pk) if to is not None else []
    cells = pin([row.pk], into=gained, out_of=left, actor=actor, at=at)
    place = Assignment.objects.open().filter(request=row).select_related("cluster").first()
    cluster = place.cluster if place is not None else None
    if stays and cluster is not None and cluster.idea_id in gained:
        cells += _keep(row, cluster=cluster, family=gained, actor=actor)
    else:
        way = _Way(cluster, left, gained, at)
        cells += _lead(row, way=way, actor=actor)
    record_operation(kind, actor=actor, reason=reason, changes=cells)
    count_support({*left, *gained})


@dataclass(frozen=True, slots=True)
class _Way:
    """From which cluster, out of which ideas, into which, and when."""

    cluster: Cluster | None
    left: list[int]
    gained: list[int]
    at: datetime

    @property
    def leaves(self) -> list[int]:
        """The cluster to leave, if it stands for an idea that is left."""
        found = self.cluster
        return [found.pk] if found is not None and found.idea_id in self.left else []

    @property
    def is_there(self) -> bool:
        """Whether the cluster stands for the idea already."""
        return self.cluster is not None and self.cluster.idea_id in self.gained


def _keep(row: FanRequest, *, cluster: Cluster, family: list[int], actor: Actor) -> list[Cell]:
    """Tie a request to the most alike of those that stand for its cluster."""
    near = nearest_of(row, family=family, cluster=cluster.pk)
    return say([row.pk], same=[(row.pk, near)], actor=actor) if near is not None else []


def _lead(row: FanRequest, *, way: _Way, actor: Actor) -> list[Cell]:
    """Let a request go from the clusters of one idea to those of another, or of none."""
    behind = [other for cluster in way.leaves for other in left_behind(row, cluster=cluster)]
    near = nearest_of(row, family=way.gained)
    cells = say(
        [row.pk],
        different=[(row.pk, other) for other in behind],
        same=[(row.pk, near)] if near is not None else [],
        leaves=way.leaves,
        actor=actor,
    )
    if near is None and (way.gained or (way.leaves and not behind)):
        # nobody to go to: a cluster of its own goes along, so that others may join it there
        into = way.gained[0] if way.gained else None
        return [*cells, *point_clusters(set_apart([row.pk], family=way.left), into=into)]
    if near is not None or behind:
        if not way.is_there:
            release([row.pk], at=way.at)
        _part(row, near)
    return cells


def _part(row: FanRequest, near: int | None) -> None:
    """Take out of their places others whom the verdicts do not let stay."""
    if near is not None:
        known = verdicts_on([row.pk, near])
        release(out_of_place([(row.pk, near)], says=Says.SAME, verdicts=known))

"""Take ideas, clusters and requests in hand: locked, current, and fit to be arranged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from feedback.models import FanRequest
from ideas.models import Cluster, Evidence, Idea
from ideas.services.locking import wait_to_write
from ideas.services.structure.errors import StructureError

if TYPE_CHECKING:
    from collections.abc import Iterable


def take_ideas(ideas: Iterable[int]) -> list[Idea]:
    """Lock these ideas in the order of their numbers; StructureError where one is gone."""
    wait_to_write()
    wanted = set(ideas)
    rows = Idea.objects.select_for_update(of=("self",)).select_related("root").order_by("pk")
    found = list(rows.filter(pk__in=wanted))
    if len(found) != len(wanted) or not all(row.is_standing for row in found):
        raise StructureError(_("The idea is not there any more."))
    for row in found:
        if row.merged_into_id is not None:
            words = {"idea": row, "root": row.root, "number": row.root_id}
            message = _("“%(idea)s” was merged into “%(root)s” (#%(number)s).")
            raise StructureError(message % words)
    return found


def take_idea(idea: int) -> Idea:
    """Lock one idea; StructureError where it is gone."""
    return take_ideas([idea])[0]


def take_cluster(cluster: int) -> Cluster:
    """Lock a cluster that holds something."""
    wait_to_write()
    row = Cluster.objects.select_for_update(of=("self",)).filter(pk=cluster, size__gt=0).first()
    if row is None:
        raise StructureError(_("The cluster is empty by now."))
    return row


def take_request(request: int) -> FanRequest:
    """Lock a request that no newer reading and no label has replaced."""
    wait_to_write()
    rows = FanRequest.objects.current().select_for_update(of=("self",))
    row = rows.filter(pk=request).first()
    if row is None:
        raise StructureError(_("A newer reading or a label took the place of this request."))
    return row


def idea_of(request: int) -> Idea | None:
    """The idea a request stands for, where merges led."""
    row = Evidence.objects.filter(pk=request).select_related("idea").first()
    return row.idea if row is not None else None


def family_of(idea: int) -> list[int]:
    """An idea and all that was merged into it, itself first."""
    merged = Idea.objects.filter(root=idea).exclude(pk=idea).order_by("pk")
    return [idea, *merged.values_list("pk", flat=True)]

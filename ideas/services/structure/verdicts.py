"""Verdicts that follow from an act, so that the grouping obeys it in every later run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pgvector.django import CosineDistance

from engine.ledger.services import Actor, Cell
from engine.nlp.verdicts import ContradictionError, Verdicts
from ideas.models import Assignment, Says, Verdict
from ideas.services.verdicts import places_of, verdicts_on

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from feedback.models import FanRequest
    from ideas.models import AssignmentQuerySet

Pair = tuple[int, int]
# What is said, and of which two requests, the lower first.
_Edge = tuple[str, int, int]


def left_behind(request: FanRequest, *, cluster: int | None) -> list[int]:
    """Who stands for a cluster that a request leaves; empty where it is alone there."""
    others = _comparable(request).filter(cluster=cluster)
    named = others.filter(is_representative=True).values_list("request", flat=True)
    return list(named) or list(others.values_list("request", flat=True)[:1])


def one_left_behind(
    requests: Iterable[FanRequest], *, places: Mapping[int, int], leaves: Collection[int]
) -> list[Pair]:
    """Pair each request with the first that stands for the cluster it left, asked at once."""
    rows = Assignment.objects.open().filter(cluster__in=leaves, request__retired_at__isnull=True)
    firsts = rows.order_by("cluster", "-is_representative", "pk").distinct("cluster")
    names = ("cluster", "request", "request__kind", "request__encoder_version")
    behind = {cluster: found for cluster, *found in firsts.values_list(*names)}
    pairs = []
    for row in requests:
        other, *space = behind.get(places.get(row.pk, 0), (0, "", ""))
        if _is_concrete(row) and [row.kind, row.encoder_version] == space:
            pairs.append((row.pk, other))
    return pairs


def nearest_of(
    request: FanRequest, *, family: Collection[int], cluster: int | None = None
) -> int | None:
    """The representative of an idea most like a request; of its own cluster, if that is named."""
    rows = _comparable(request).filter(is_representative=True, cluster__idea__in=family)
    if cluster is not None:
        rows = rows.filter(cluster=cluster)
    distance = CosineDistance("request__embedding", request.embedding)
    return rows.order_by(distance, "request").values_list("request", flat=True).first()


def say(
    moved: Collection[int],
    *,
    different: Sequence[Pair] = (),
    same: Sequence[Pair] = (),
    leaves: Collection[int] = (),
    actor: Actor,
) -> list[Cell]:
    """Make these verdicts, and take back earlier ones about the moved requests against them.

    `leaves` are the clusters they leave: who stays there is the same wish no more. What cannot
    hold beside verdicts on others is not said; the pin holds without it. Answers the cells. The
    caller holds the grouping lock.
    """
    concerned = {*moved, *(pk for pair in (*different, *same) for pk in pair)}
    closed = {int(key) for key in verdicts_on(concerned).keys} | concerned
    standing = list(Verdict.objects.among(closed))
    crossing = [row for row in standing if (row.one_id in moved) != (row.other_id in moved)]
    fresh = [*_edges(Says.DIFFERENT, different), *_edges(Says.SAME, same)]
    held, said = _add([_edge(row) for row in standing if row not in crossing], fresh)
    places = places_of(str(pk) for row in crossing for pk in (row.one_id, row.other_id))
    behind = {int(key) for key, cluster in places.items() if cluster in leaves} - set(moved)
    staying = [
        row
        for row in crossing
        if row.says != Says.SAME or behind.isdisjoint({row.one_id, row.other_id})
    ]
    _held, kept = _add(held, [_edge(row) for row in staying])
    known = {_edge(row) for row in standing}
    gone = [row for row in crossing if _edge(row) not in {*kept, *said}]
    return [*_take_back(gone), *_make([edge for edge in said if edge not in known], actor=actor)]


def _comparable(request: FanRequest) -> AssignmentQuerySet:
    """Grouped requests that may be compared with this one, the older first."""
    rows = Assignment.objects.open().order_by("pk")
    if not _is_concrete(request):
        return rows.none()
    return rows.filter(
        request__kind=request.kind,
        request__encoder_version=request.encoder_version,
        request__retired_at__isnull=True,
    ).exclude(request=request)


def _is_concrete(request: FanRequest) -> bool:
    return not request.is_vague and request.embedding is not None


def _add(held: Sequence[_Edge], edges: Iterable[_Edge]) -> tuple[list[_Edge], list[_Edge]]:
    """Add what can hold beside the rest, one after the other; answers all, and what was added."""
    found, added = list(held), []
    for edge in edges:
        if _holds([*found, edge]):
            found.append(edge)
            added.append(edge)
    return found, added


def _holds(edges: Iterable[_Edge]) -> bool:
    pairs: dict[str, list[tuple[str, str]]] = {Says.SAME: [], Says.DIFFERENT: []}
    for says, one, other in edges:
        pairs[says].append((str(one), str(other)))
    try:
        Verdicts(same=pairs[Says.SAME], different=pairs[Says.DIFFERENT])
    except ContradictionError:
        return False
    return True


def _edge(row: Verdict) -> _Edge:
    return str(row.says), row.one_id, row.other_id


def _edges(says: Says, pairs: Iterable[Pair]) -> list[_Edge]:
    return [(str(says), min(pair), max(pair)) for pair in pairs]


def _take_back(rows: Sequence[Verdict]) -> list[Cell]:
    Verdict.objects.filter(pk__in=[row.pk for row in rows]).update(is_standing=False)
    return [Cell(row, "is_standing", True, False) for row in rows]


def _make(edges: Iterable[_Edge], *, actor: Actor) -> list[Cell]:
    by = actor.pk if actor is not None else None
    made = Verdict.objects.bulk_create(
        Verdict(says=says, one_id=one, other_id=other, made_by_id=by)
        for says, one, other in dict.fromkeys(edges)
    )
    return [Cell(row, "is_standing", False, True) for row in made]

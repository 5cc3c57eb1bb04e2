"""An idea as it stood at a time: people's cells, where merges led, evidence, numbers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from engine.ledger.cells import concern_of
from engine.ledger.models import CellChange
from engine.ledger.replaying import values_at
from feedback.models import (
    Comment,
    CommentState,
    Fan,
    FanRequest,
    Label,
    Role,
    StateChange,
)
from feedback.services.labelling import leaves_room
from ideas.models import Assignment, Cluster, Idea, IntegrityCase, Pin, Place, Vote
from ideas.services.gathering import Then
from ideas.services.supporting import support_of_given

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from django.db.models import Model

    from engine.ledger.cells import Concern, Values
    from ideas.support.counting import Numbers

_ASKING = (Label.PRODUCT_REQUEST, Label.SERVICE_REQUEST)


@dataclass(frozen=True, slots=True)
class State:
    """An idea at a time; `cells` are people's, by field, as the ledger keeps them.

    `root` is where merges led then, itself if nowhere; `family` are the ideas that counted for
    it, itself first, and empty where it was merged away or not there. `evidence` are the
    requests it stood on. Likes, words that a fan changed, what sources told of accounts and
    what the machine called them are told as they are today: no one keeps what they were.
    """

    idea: int
    when: datetime
    is_standing: bool
    cells: Mapping[str, Any]
    root: int
    family: tuple[int, ...]
    clusters: tuple[int, ...]
    evidence: tuple[int, ...]
    numbers: Numbers


def state_at(idea: Idea, *, when: datetime) -> State:
    """Tell an idea as it stood: later operations undone in memory, the assignments valid then."""
    cells = {
        name: values_at(_concern(Idea), name, rows=[idea.pk], when=when)[idea.pk]
        for name in _concern(Idea).cells
    }
    is_standing = idea.created_at <= when and cells["is_standing"]
    merges = _merges_at(when)
    root = _root(idea.pk, merges=merges)
    family = _family(idea.pk, merges=merges) if is_standing and root == idea.pk else []
    clusters = _clusters_at(when, family=family)
    requests = _asking_at(when, requests=_evidence_at(when, family=family, clusters=clusters))
    states = _states_at(when, requests=requests)
    requests = [row for row in requests if states[row] != CommentState.HIDDEN]
    fans = _voters_at(when, family=family)
    then = _then(when, requests=requests, fans=fans)
    return State(
        idea=idea.pk,
        when=when,
        is_standing=is_standing,
        cells=cells,
        root=root,
        family=tuple(family),
        clusters=tuple(sorted(clusters)),
        evidence=_shown(requests, states=states, then=then),
        numbers=support_of_given(idea.pk, requests=requests, fans=fans, then=then),
    )


def _concern(model: type[Model]) -> Concern:
    found = concern_of(model._meta.label_lower)
    if found is None:
        message = f"{model._meta.label} is not registered with the ledger"
        raise LookupError(message)
    return found


def _at(model: type[Model], name: str, *, rows: Collection[int], when: datetime) -> Values:
    return values_at(_concern(model), name, rows=rows, when=when)


def _changes(model: type[Model], name: str) -> Any:
    return CellChange.objects.filter(model=model._meta.label_lower, field=name)


def _merges_at(when: datetime) -> dict[int, int]:
    """Into which idea each merged one led then."""
    ever = set(_changes(Idea, "merged_into").values_list("row", flat=True))
    ever |= set(Idea.objects.filter(merged_into__isnull=False).values_list("pk", flat=True))
    led = _at(Idea, "merged_into", rows=ever, when=when)
    return {row: into for row, into in led.items() if into is not None}


def _root(idea: int, *, merges: Mapping[int, int]) -> int:
    while idea in merges:
        idea = merges[idea]
    return idea


def _family(idea: int, *, merges: Mapping[int, int]) -> list[int]:
    """An idea and all that led to it, itself first."""
    led: dict[int, list[int]] = defaultdict(list)
    for row, into in sorted(merges.items()):
        led[into].append(row)
    found = [idea]
    for member in found:
        found.extend(led[member])
    return found


def _clusters_at(when: datetime, *, family: Collection[int]) -> dict[int, int]:
    """The clusters that stood for these ideas, each with its idea.

    Only a cluster that the machine made an idea of is pointed at it without an operation, and
    before that the idea was not there.
    """
    moved = _changes(Cluster, "idea").filter(Q(before__in=family) | Q(after__in=family))
    rows = set(moved.values_list("row", flat=True))
    rows |= set(Cluster.objects.filter(idea__in=family).values_list("pk", flat=True))
    pointed = _at(Cluster, "idea", rows=rows, when=when)
    return {cluster: idea for cluster, idea in pointed.items() if idea in family}


def _evidence_at(
    when: datetime, *, family: Collection[int], clusters: Mapping[int, int]
) -> set[int]:
    """The requests by cluster or pin, as the view of the database tells them of today."""
    valid = Assignment.objects.filter(cluster__in=list(clusters), valid_from__lte=when)
    valid = valid.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=when))
    placed = {row: clusters[at] for row, at in valid.values_list("request", "cluster")}
    pins = Pin.objects.filter(Q(request__in=list(placed)) | Q(idea__in=family), made_at__lte=when)
    rows = {row.pk: row for row in pins}
    standing = _at(Pin, "is_standing", rows=rows, when=when)
    held = [row for pk, row in rows.items() if standing[pk]]
    belongs = {row.request_id: row.idea_id for row in held if row.says == Place.BELONGS}
    barred = {(row.request_id, row.idea_id) for row in held if row.says == Place.BARRED}
    grouped = {row for row, at in placed.items() if row not in belongs and (row, at) not in barred}
    return grouped | {row for row, at in belongs.items() if at in family}


def _asking_at(when: datetime, *, requests: Collection[int]) -> list[int]:
    """Those of the requests that were current, in comments that asked for something."""
    rows = FanRequest.objects.filter(pk__in=requests, created_at__lte=when)
    rows = rows.filter(Q(retired_at__isnull=True) | Q(retired_at__gt=when)).order_by("pk")
    found = list(rows.select_related("comment").defer("embedding", "why"))
    comments = {row.comment_id for row in found}
    labels = _at(Comment, "person_label", rows=comments, when=when)
    spans = _at(Comment, "person_spans", rows=comments, when=when)
    return [
        row.pk
        for row in found
        if _asked(row, label=labels[row.comment_id], spans=spans[row.comment_id])
    ]


def _asked(request: FanRequest, *, label: str, spans: Any) -> bool:
    if label:
        return label in _ASKING and leaves_room(request, label=label, spans=spans)
    # What the machine called a comment is not kept, but requests were read only where it asked.
    return request.retired_at is not None or request.comment.machine_label in _ASKING


def _states_at(when: datetime, *, requests: Collection[int]) -> dict[int, str]:
    """The states of the comments of these requests: now, with later changes taken back."""
    rows = FanRequest.objects.filter(pk__in=requests).values_list("pk", "comment", "comment__state")
    later = StateChange.objects.filter(comment__requests__in=requests, at__gt=when)
    first = later.order_by("comment", "at", "pk").distinct("comment")
    left = dict(first.values_list("comment", "before"))
    return {row: left.get(comment, state) for row, comment, state in rows}


def _voters_at(when: datetime, *, family: Collection[int]) -> set[int]:
    fans = dict(Vote.objects.filter(idea__in=family).values_list("pk", "fan"))
    standing = _at(Vote, "is_standing", rows=fans, when=when)
    return {fans[vote] for vote, stands in standing.items() if stands}


def _then(when: datetime, *, requests: Collection[int], fans: Collection[int]) -> Then:
    """Roles of everybody concerned, and what was decided of the cases that were there."""
    spoke = Fan.objects.filter(Q(comment__requests__in=requests) | Q(pk__in=fans))
    by_machine = dict(spoke.values_list("pk", "machine_role"))
    by_people = _at(Fan, "person_role", rows=by_machine, when=when)
    cases = IntegrityCase.objects.filter(
        members__comment__requests__in=requests, found_at__lte=when
    ).values_list("pk", flat=True)
    return Then(
        roles={fan: by_people[fan] or role for fan, role in by_machine.items()},
        outcomes=_at(IntegrityCase, "outcome", rows=set(cases), when=when),
    )


def _shown(requests: Collection[int], *, states: Mapping[int, str], then: Then) -> tuple[int, ...]:
    visible = [row for row in requests if states[row] == CommentState.VISIBLE]
    rows = FanRequest.objects.filter(pk__in=visible).order_by("pk")
    spoke = rows.values_list("pk", "comment__fan")
    return tuple(pk for pk, fan in spoke if fan is None or then.roles[fan] == Role.FAN)

"""Join and divide clusters: assignments are closed and opened anew, ideas stay with the most."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone

from engine.ledger.services import Cell
from engine.nlp.consolidation import keep_representatives, nearer_to_second
from ideas.models import Assignment, Cluster, Idea
from ideas.services.nearest import representatives_of, wish_of
from ideas.services.policies import policy_of
from ideas.services.proposing import brand_words, propose_cluster_title
from ideas.services.repairing import recount
from ideas.services.verdicts import verdicts_on

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from engine.nlp.consolidation import Divide, Join
    from engine.nlp.similarity import Policy

_CLOSE = """
UPDATE ideas_assignment SET valid_to = %s WHERE valid_to IS NULL AND request_id = ANY(%s)
"""
_OPEN = """
INSERT INTO ideas_assignment
    (request_id, cluster_id, similarity, is_representative, why, version, valid_from)
SELECT old.request_id, move.cluster, old.similarity, old.is_representative,
       old.why || jsonb_build_object('moved', move.note::jsonb), old.version, old.valid_to
FROM ideas_assignment old
JOIN unnest(%s::bigint[], %s::bigint[], %s::text[]) AS move(request, cluster, note)
  ON move.request = old.request_id
WHERE old.valid_to = %s
ORDER BY old.id
"""
_REPRESENT = """
UPDATE ideas_assignment SET is_representative = (request_id = ANY(%s))
WHERE valid_to IS NULL AND cluster_id = ANY(%s)
  AND is_representative <> (request_id = ANY(%s))
"""


def join_clusters(joins: Sequence[Join], *, suggestion: int | None = None) -> list[Cell]:
    """Let each older cluster take the other in; answers what changed of ideas.

    No cluster may stand in two joins. `suggestion` is the one a person accepted, so that its
    undo finds what went. The caller holds the grouping lock.
    """
    to = {int(join.other): int(join.one) for join in joins}
    if not to:
        return []
    notes = {
        int(join.other): _note("join", cluster=join.other, act=join, suggestion=suggestion)
        for join in joins
    }
    old = representatives_of([*to, *to.values()])
    rows = Assignment.objects.open().filter(cluster__in=list(to)).order_by("pk")
    members = dict(rows.values_list("request", "cluster"))
    reassign({pk: (to[cluster], notes[cluster]) for pk, cluster in members.items()})
    limit = _policy(joins[0].one).representatives
    kept = [
        int(wish.key)
        for other, one in to.items()
        for wish in keep_representatives([old.get(one, []), old.get(other, [])], limit=limit)
    ]
    represent(kept, clusters=to.values())
    cells = _hand_over_ideas(to, for_good=suggestion is None)
    recount([*to, *to.values()])
    retitle(to.values())
    return cells


def divide_cluster(divide: Divide, *, suggestion: int | None = None) -> int:
    """Found a cluster of the smaller part; answers it. The idea stays with the larger part.

    Requests judged the same stay together. `suggestion` is the one a person accepted, so that
    its undo finds what went. The caller holds the grouping lock.
    """
    cluster = Cluster.objects.get(pk=int(divide.cluster))
    rows = list(
        Assignment.objects.open().filter(cluster=cluster).select_related("request").order_by("pk")
    )
    going = _going(rows, divide=divide)
    if len(going) * 2 > len(rows):
        going = [row for row in rows if row not in going]
    founded = Cluster.objects.create(
        kind=cluster.kind, encoder_version=cluster.encoder_version, centroid=cluster.centroid
    )
    note = _note("divide", cluster=divide.cluster, act=divide, suggestion=suggestion)
    reassign({row.request_id: (founded.pk, note) for row in going})
    recount([cluster.pk, founded.pk])
    retitle([cluster.pk, founded.pk])
    return founded.pk


def represent(requests: Collection[int], *, clusters: Iterable[int]) -> None:
    """Make exactly these requests the representatives of these clusters."""
    wanted = sorted(requests)
    with connection.cursor() as cursor:
        cursor.execute(_REPRESENT, [wanted, sorted(set(clusters)), wanted])


def retitle(clusters: Iterable[int]) -> None:
    """Propose the titles of clusters anew, from their representatives."""
    rows = list(Cluster.objects.filter(pk__in=list(clusters), size__gt=0))
    wishes, brands = representatives_of([row.pk for row in rows]), brand_words()
    for row in rows:
        row.title = propose_cluster_title(wishes.get(row.pk, []), brands=brands)[:120]
    Cluster.objects.bulk_update(rows, ["title"], batch_size=500)


def reassign(moves: Mapping[int, tuple[int, str]]) -> None:
    """Close the assignments of these requests, and open the same ones in other clusters."""
    now, requests = timezone.now(), list(moves)
    clusters, notes = [c for c, _ in moves.values()], [note for _, note in moves.values()]
    with connection.cursor() as cursor:
        cursor.execute(_CLOSE, [now, requests])
        cursor.execute(_OPEN, [requests, clusters, notes, now])


def _note(kind: str, *, cluster: str, act: Join | Divide, suggestion: int | None) -> str:
    told: dict[str, Any] = {"kind": kind, "cluster": int(cluster)}
    if suggestion is not None:
        told["suggestion"] = suggestion
    return json.dumps({**told, "likeness": act.likeness, "limit": act.limit})


def _policy(cluster: str) -> Policy:
    return policy_of(Cluster.objects.values_list("encoder_version", flat=True).get(pk=int(cluster)))


def _going(rows: Sequence[Assignment], *, divide: Divide) -> list[Assignment]:
    """Members of the part that goes: as the nearest representatives, a circle like its oldest."""
    wishes = {str(row.request_id): wish_of(row) for row in rows}
    stay = [wishes[key] for key in divide.stay if key in wishes]
    go = [wishes[key] for key in divide.go if key in wishes]
    verdicts = verdicts_on(row.request_id for row in rows)
    policy = _policy(divide.cluster)
    goes: dict[str, bool] = {}
    for key, wish in wishes.items():
        seed = {**dict.fromkeys(divide.stay, False), **dict.fromkeys(divide.go, True)}.get(key)
        own = nearer_to_second(wish, stay, go, policy=policy) if seed is None else seed
        for member in verdicts.circle(key):
            goes.setdefault(member, own)
    return [row for row in rows if goes[str(row.request_id)]]


def _hand_over_ideas(to: Mapping[int, int], *, for_good: bool) -> list[Cell]:
    """Let the joined cluster have the idea: the one people touched, or else the older."""
    rows = Cluster.objects.in_bulk([*to, *to.values()])
    touched = set(Cluster.objects.touched().filter(pk__in=rows).values_list("idea", flat=True))
    cells: list[Cell] = []
    gone: dict[int, int] = {}
    for other, one in to.items():
        found = {idea for pk in (one, other) if (idea := rows[pk].idea_id) is not None}
        keeps = min(found, key=lambda idea: (idea not in touched, idea), default=None)
        for row, after in ((rows[one], keeps), (rows[other], None)):
            cells.append(Cell(row, "idea", row.idea_id, after))
            row.idea_id = after
        if found and for_good:
            # no cell of people's: the requests went too, and pointers alone do not bring them back
            cells.append(Cell(rows[other], "joined", None, one))
        gone.update({idea: keeps for idea in found - touched if keeps not in {None, idea}})
    Cluster.objects.bulk_update(rows.values(), ["idea"])
    cells += _merge_emptied(gone)
    return [cell for cell in cells if cell.before != cell.after]


def _merge_emptied(gone: Mapping[int, int]) -> list[Cell]:
    """Ideas nobody touched and that stand on nothing any more lead to the one that took over."""
    standing = Cluster.objects.filter(idea__in=list(gone), size__gt=0).values("idea")
    emptied = list(Idea.objects.open().filter(pk__in=list(gone)).exclude(pk__in=standing))
    for idea in emptied:
        idea.merged_into_id = gone[idea.pk]
        idea.updated_at = timezone.now()
    Idea.objects.bulk_update(emptied, ["merged_into", "updated_at"])
    return [Cell(idea, "merged_into", None, idea.merged_into_id) for idea in emptied]

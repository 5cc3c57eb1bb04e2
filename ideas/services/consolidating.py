"""A second look at clusters, a batch a transaction: act where no person did, else suggest."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone

from engine.ledger.services import record_operation
from engine.nlp.consolidation import Divide, Join, to_divide, to_join
from ideas.models import Act, Assignment, Cluster, Idea, Suggestion
from ideas.services.locking import may_write
from ideas.services.nearest import stored_clusters
from ideas.services.policies import policy_of
from ideas.services.promoting import promote_clusters, retitle_candidates
from ideas.services.rearranging import divide_cluster, join_clusters
from ideas.services.supporting import count_support
from ideas.services.verdicts import places_of, verdicts_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.nlp.grouping import KnownCluster
    from engine.nlp.similarity import Policy
    from engine.nlp.verdicts import Verdicts

_NEIGHBOURS = 5
_NEAR = """
SELECT looked.id, near.id
FROM ideas_cluster looked
CROSS JOIN LATERAL (
    SELECT cluster.id
    FROM ideas_cluster cluster
    WHERE cluster.encoder_version = looked.encoder_version AND cluster.kind = looked.kind
      AND cluster.size > 0 AND cluster.id <> looked.id
    ORDER BY cluster.centroid <=> looked.centroid, cluster.id
    LIMIT %s
) near
WHERE looked.id = ANY(%s)
ORDER BY looked.id, near.id
"""


@dataclass(frozen=True, slots=True)
class Consolidated:
    """What one batch did."""

    looked: int
    joined: int = 0
    divided: int = 0
    suggested: int = 0


# (act, one, other) of suggestions that are not to be made once more.
_Settled = set[tuple[str, int, int | None]]


@dataclass(slots=True)
class _Plan:
    """What a batch will do; a cluster stands in one act at most."""

    joins: list[Join]
    divides: list[Divide]
    suggestions: list[Suggestion]
    used: set[str]
    waiting: set[str]


def consolidate_rest(*, limit: int, promotion_support: float) -> None:
    """Look until nothing has changed since; steps aside when another writer is at it."""
    while (
        done := consolidate_batch(limit=limit, promotion_support=promotion_support)
    ) and done.looked:
        pass


def consolidate_batch(*, limit: int, promotion_support: float) -> Consolidated | None:
    """Look again at up to limit clusters; None while another writer is at it.

    A cluster is looked at once for each change of its representatives: rows are the queue, a run
    may be stopped between two batches, and a run after a finished one finds nothing.
    """
    with transaction.atomic():
        if not may_write():
            return None
        Suggestion.objects.outdated().delete()
        rows = list(Cluster.objects.to_look_at().defer("centroid")[:limit])
        looked = [row.pk for row in rows]
        # what is changed below becomes unlooked again, and so is looked at in a later batch
        Cluster.objects.filter(pk__in=looked).update(looked_at=timezone.now())
        done = Consolidated(looked=len(rows))
        for (_kind, version), same in groupby(sorted(rows, key=_space_of), key=_space_of):
            plan = _plan([row.pk for row in same], policy=policy_of(version))
            _carry_out(plan, promotion_support=promotion_support)
            done = Consolidated(
                looked=done.looked,
                joined=done.joined + len(plan.joins),
                divided=done.divided + len(plan.divides),
                suggested=done.suggested + len(plan.suggestions),
            )
        return done


def settle(clusters: Iterable[int], *, promotion_support: float) -> list[Cluster]:
    """Let titles, ideas and numbers follow clusters that were joined or divided.

    Answers those that became an idea.
    """
    changed = list(clusters)
    retitle_candidates(changed)
    promoted = promote_clusters(changed, minimum=promotion_support)
    # what was merged away by it has nothing of its own any more
    roots = Cluster.objects.filter(pk__in=changed).values("idea__root")
    count_support(Idea.objects.filter(root__in=roots).values_list("pk", flat=True))
    return promoted


def look_again() -> int:
    """Queue every cluster anew, after a policy changed; answers how many."""
    return Cluster.objects.filter(size__gt=0, looked_at__isnull=False).update(looked_at=None)


def _space_of(row: Cluster) -> tuple[str, str]:
    return row.kind, row.encoder_version


def _plan(looked: Sequence[int], *, policy: Policy) -> _Plan:
    near = _neighbours(looked)
    ids = {*looked, *(pk for others in near.values() for pk in others)}
    members = Assignment.objects.open().filter(cluster__in=ids)
    verdicts = verdicts_on(members.values_list("request", flat=True))
    places = places_of(verdicts.keys)
    known = {int(cluster.key): cluster for cluster in stored_clusters(ids, judged=places)}
    touched = set(Cluster.objects.filter(pk__in=ids).touched().values_list("pk", flat=True))
    settled: _Settled = set(Suggestion.objects.settled(ids).values_list("act", "one", "other"))
    plan = _Plan([], [], [], set(), set())
    for pk in looked:
        _plan_division(plan, known[pk], policy=policy, touched=touched, settled=settled)
    for pk in looked:
        best = _best_join(known[pk], [known[o] for o in near[pk]], policy=policy, verdicts=verdicts)
        _plan_join(plan, best, touched=touched, settled=settled)
    return plan


def _neighbours(looked: Sequence[int]) -> dict[int, list[int]]:
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, [_NEIGHBOURS, list(looked)])
        found: dict[int, list[int]] = defaultdict(list)
        for one, other in cursor.fetchall():
            found[one].append(other)
    return found


def _best_join(
    one: KnownCluster, others: Iterable[KnownCluster], *, policy: Policy, verdicts: Verdicts
) -> Join | None:
    """The most alike neighbour that no verdict holds apart; of equals the oldest."""
    rivals = {rival for key in one.judged for rival in verdicts.rivals(key)}
    found = [
        join
        for other in others
        if not rivals & other.judged
        if (join := to_join(*_by_age(one, other), policy=policy)) is not None
    ]
    return max(
        found, key=lambda join: (join.likeness, -int(join.one), -int(join.other)), default=None
    )


def _by_age(one: KnownCluster, other: KnownCluster) -> tuple[KnownCluster, KnownCluster]:
    return (one, other) if int(one.key) < int(other.key) else (other, one)


def _plan_division(
    plan: _Plan,
    cluster: KnownCluster,
    *,
    policy: Policy,
    touched: set[int],
    settled: _Settled,
) -> None:
    divide = to_divide(cluster, policy=policy)
    if divide is None:
        return
    pk = int(cluster.key)
    if pk not in touched:
        plan.divides.append(divide)
        plan.used.add(cluster.key)
    elif (Act.DIVIDE, pk, None) not in settled:
        plan.suggestions.append(Suggestion(act=Act.DIVIDE, one_id=pk, why=asdict(divide)))


def _plan_join(
    plan: _Plan,
    join: Join | None,
    *,
    touched: set[int],
    settled: _Settled,
) -> None:
    if join is None:
        return
    pair = (int(join.one), int(join.other))
    if touched.intersection(pair):
        if (Act.JOIN, *pair) not in settled:
            settled.add((Act.JOIN, *pair))
            why = asdict(join)
            plan.suggestions.append(
                Suggestion(act=Act.JOIN, one_id=pair[0], other_id=pair[1], why=why)
            )
    elif plan.used.isdisjoint({join.one, join.other}):
        plan.joins.append(join)
        plan.used |= {join.one, join.other}
    else:
        plan.waiting |= {join.one, join.other} - plan.used


def _carry_out(plan: _Plan, *, promotion_support: float) -> None:
    Suggestion.objects.bulk_create(plan.suggestions)
    founded = [divide_cluster(divide) for divide in plan.divides]
    cells = join_clusters(plan.joins)
    record_operation("cluster.join", actor=None, changes=cells)
    Cluster.objects.filter(pk__in=map(int, plan.waiting)).update(looked_at=None)
    settle([*founded, *map(int, plan.used)], promotion_support=promotion_support)

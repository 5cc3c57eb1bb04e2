"""Count support: mentions, fans, effective; set-based, the same whenever it is repeated."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from ideas.models import Idea, Support

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

FORMULA = "support-1"

# One SELECT counts any number of clusters or ideas (`owner`) from two lists: `pairs` of owner
# and request, `voters` of owner and fan; `asks` tells which requests ask for something.
#
# A fan counts once. A text that n fans share weighs 1 + ln n in all, so each of them
# (1 + ln n) / n; a fan with several texts takes the best of them. Hence k copies add
# O(log k), order does not matter, and one more fan never lowers the sum. A vote weighs 1.
# Where no author is named, each distinct text counts as one neutral supporter.
_COUNT = """
WITH pairs AS ({pairs}), evidence AS (
    SELECT DISTINCT pairs.owner, comment.id, comment.fan_id, comment.fingerprint,
           coalesce(comment.created_at, comment.received_at) AS at, comment.like_count, comment.text
    FROM pairs
    JOIN feedback_fanrequest request ON request.id = pairs.request_id
    JOIN feedback_comment comment ON comment.id = request.comment_id
    LEFT JOIN feedback_fan fan ON fan.id = comment.fan_id
    WHERE comment.state <> 'hidden' AND NOT coalesce(fan.is_brand, false) AND {asks}
), voters AS (
    SELECT DISTINCT asked.owner, asked.fan_id FROM ({voters}) asked
    JOIN feedback_fan fan ON fan.id = asked.fan_id WHERE NOT fan.is_brand
), wording AS (
    SELECT owner, fingerprint, count(DISTINCT fan_id) AS fans, min(text) AS text
    FROM evidence WHERE fan_id IS NOT NULL GROUP BY owner, fingerprint
), weighed AS (
    SELECT owner, fan_id, max(weight) AS weight FROM (
        SELECT evidence.owner, evidence.fan_id, (1 + ln(fans)) / fans AS weight
        FROM evidence JOIN wording USING (owner, fingerprint) WHERE evidence.fan_id IS NOT NULL
        UNION ALL SELECT owner, fan_id, 1 FROM voters
    ) each_way GROUP BY owner, fan_id
), nameless AS (
    SELECT owner, count(DISTINCT fingerprint) AS texts
    FROM evidence WHERE fan_id IS NULL AND NOT EXISTS (
        SELECT FROM wording WHERE wording.owner = evidence.owner
                              AND wording.fingerprint = evidence.fingerprint)
    GROUP BY owner
), discounts AS (
    SELECT owner, jsonb_agg(jsonb_build_object(
        'reason', 'same_text', 'text', left(text, 80), 'fans', fans,
        'counted', round((1 + ln(fans))::numeric, 2)) ORDER BY fans DESC, text) AS list
    FROM wording WHERE fans > 1 GROUP BY owner
)
SELECT owner, coalesce(said.mentions, 0), coalesce(people.fans, 0), coalesce(said.nameless, 0),
       coalesce(people.weight, 0) + coalesce(nameless.texts, 0), coalesce(said.likes, 0),
       coalesce(discounts.list, '[]'), said.first_at, said.last_at, coalesce(voted.votes, 0)
FROM unnest(%(owners)s) AS asked(owner)
LEFT JOIN (SELECT owner, count(*) AS mentions, count(*) FILTER (WHERE fan_id IS NULL) AS nameless,
                  sum(like_count) AS likes, min(at) AS first_at, max(at) AS last_at
           FROM evidence GROUP BY owner) said USING (owner)
LEFT JOIN (SELECT owner, count(*) AS fans, sum(weight)::float AS weight
           FROM weighed GROUP BY owner) people USING (owner)
LEFT JOIN (SELECT owner, count(*) AS votes FROM voters GROUP BY owner) voted USING (owner)
LEFT JOIN nameless USING (owner)
LEFT JOIN discounts USING (owner)
"""
_ASK_NOW = "request.retired_at IS NULL AND comment.label IN ('product_request', 'service_request')"
_OF_CLUSTERS = _COUNT.format(
    asks=_ASK_NOW,
    pairs="""
    SELECT assignment.cluster_id AS owner, assignment.request_id FROM ideas_assignment assignment
    WHERE assignment.cluster_id = ANY(%(owners)s) AND assignment.valid_to IS NULL
      AND NOT EXISTS (SELECT FROM ideas_pin pin WHERE pin.request_id = assignment.request_id
                                                  AND pin.is_standing AND pin.says = 'belongs')
    """,
    voters="SELECT NULL::bigint AS owner, NULL::bigint AS fan_id WHERE false",
)
_OF_IDEAS = _COUNT.format(
    asks=_ASK_NOW,
    pairs="""
    SELECT idea_id AS owner, request_id FROM ideas_evidence WHERE idea_id = ANY(%(owners)s)
    """,
    voters="""
    SELECT idea.root_id AS owner, vote.fan_id
    FROM ideas_vote vote JOIN ideas_idea idea ON idea.id = vote.idea_id
    WHERE idea.root_id = ANY(%(owners)s) AND vote.is_standing
    """,
)
_OF_GIVEN = _COUNT.format(
    asks="true",
    pairs="SELECT %(owner)s::bigint AS owner, unnest(%(requests)s::bigint[]) AS request_id",
    voters="SELECT %(owner)s::bigint AS owner, unnest(%(fans)s::bigint[]) AS fan_id",
)


@dataclass(frozen=True, slots=True)
class Numbers:
    """What stands behind a cluster or an idea; fans is None where nobody is named."""

    mentions: int
    fans: int | None
    effective: float
    likes: int
    discounts: list[dict[str, Any]]
    first_asked_at: datetime | None
    last_asked_at: datetime | None
    votes: int


def support_of_clusters(clusters: Iterable[int]) -> dict[int, Numbers]:
    """Count what stands behind each of these clusters, pinned requests left out.

    What a person put into an idea does not make another one.
    """
    return _counted(_OF_CLUSTERS, clusters)


def support_of_ideas(ideas: Iterable[int]) -> dict[int, Numbers]:
    """Count what stands behind each of these ideas, votes and all that was merged into it.

    An idea that was merged away has nothing of its own.
    """
    return _counted(_OF_IDEAS, ideas)


def support_of_given(owner: int, *, requests: Iterable[int], fans: Iterable[int]) -> Numbers:
    """Count what would stand behind an idea on these requests and the votes of these fans.

    Whether the requests ask for something is taken as given.
    """
    given: dict[str, Any] = {
        "owner": owner,
        "owners": [owner],
        "requests": list(requests),
        "fans": list(fans),
    }
    with connection.cursor() as cursor:
        cursor.execute(_OF_GIVEN, given)
        return _numbers(cursor.fetchone()[1:])


@transaction.atomic
def count_support(ideas: Iterable[int]) -> int:
    """Count these ideas, and those they went to, anew; answers how many numbers changed."""
    wanted = list(ideas)
    roots = Idea.objects.filter(pk__in=wanted).values("root")
    # One order of locking for every counter: two of them can never wait for each other.
    rows = list(
        Idea.objects.select_for_update(of=("self",))
        .filter(Q(pk__in=wanted) | Q(pk__in=roots))
        .order_by("pk")
    )
    before = Support.objects.in_bulk([row.pk for row in rows])
    found = support_of_ideas([row.pk for row in rows])
    fresh = [_row(row.pk, found[row.pk]) for row in rows]
    changed = [row for row in fresh if _differs(row, before.get(row.pk))]
    Support.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["idea"],
        update_fields=[f.name for f in Support._meta.fields if f.name != "idea"],
    )
    Idea.objects.filter(pk__in=[row.pk for row in changed]).update(updated_at=timezone.now())
    return len(changed)


def _counted(query: str, owners: Iterable[int]) -> dict[int, Numbers]:
    wanted = sorted(set(owners))
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(query, {"owners": wanted})
        return {row[0]: _numbers(row[1:]) for row in cursor.fetchall()}


def _numbers(row: tuple[Any, ...]) -> Numbers:
    mentions, fans, nameless, effective, likes, discounts, first_at, last_at, votes = row
    return Numbers(
        mentions=mentions,
        fans=None if nameless and not fans else fans,
        effective=round(float(effective), 4),
        likes=int(likes),
        discounts=json.loads(discounts),
        first_asked_at=first_at,
        last_asked_at=last_at,
        votes=votes,
    )


def _row(idea: int, numbers: Numbers) -> Support:
    return Support(
        idea_id=idea,
        mentions=numbers.mentions,
        fans=numbers.fans,
        effective=numbers.effective,
        likes=numbers.likes,
        discounts=numbers.discounts,
        first_asked_at=numbers.first_asked_at,
        last_asked_at=numbers.last_asked_at,
        votes=numbers.votes,
        formula=FORMULA,
    )


def _differs(row: Support, before: Support | None) -> bool:
    if before is None:
        return True
    names = [f.name for f in Support._meta.fields if f.name not in {"idea", "counted_at"}]
    return any(getattr(row, name) != getattr(before, name) for name in names)

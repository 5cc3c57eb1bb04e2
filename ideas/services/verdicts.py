"""Load what people said of the requests at hand, closed over everything it may bear on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from engine.nlp.verdicts import Verdicts
from ideas.models import Assignment, Says, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

# Who must be with these requests, who must not, and who must be with those: no verdict beyond
# this circle can bear on where they go.
_CONCERNED = """
WITH RECURSIVE pair AS NOT MATERIALIZED (
    SELECT one_id AS a, other_id AS b, says FROM ideas_verdict WHERE is_standing
    UNION ALL
    SELECT other_id, one_id, says FROM ideas_verdict WHERE is_standing
), circle AS (
    SELECT unnest(%s::bigint[]) AS id
    UNION
    SELECT pair.b FROM circle JOIN pair ON pair.a = circle.id AND pair.says = 'same'
), far AS (
    SELECT pair.b AS id FROM circle JOIN pair ON pair.a = circle.id AND pair.says = 'different'
    UNION
    SELECT pair.b FROM far JOIN pair ON pair.a = far.id AND pair.says = 'same'
)
SELECT id FROM circle UNION SELECT id FROM far
"""


def verdicts_on(requests: Iterable[int]) -> Verdicts:
    """The verdicts that bear on where these requests may go."""
    with connection.cursor() as cursor:
        cursor.execute(_CONCERNED, [sorted(set(requests))])
        concerned = [pk for (pk,) in cursor.fetchall()]
    pairs: dict[str, list[tuple[str, str]]] = {Says.SAME: [], Says.DIFFERENT: []}
    for says, one, other in Verdict.objects.among(concerned).values_list("says", "one", "other"):
        pairs[says].append((str(one), str(other)))
    return Verdicts(same=pairs[Says.SAME], different=pairs[Says.DIFFERENT])


def places_of(requests: Iterable[str]) -> dict[str, int]:
    """The cluster in which each of these requests is now; those that wait are left out."""
    rows = Assignment.objects.open().filter(request__in=[int(key) for key in requests])
    return {str(request): cluster for request, cluster in rows.values_list("request", "cluster")}

"""Who asked together in several ideas, and how many others were there."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db import connection

from feedback.models import FanRequest
from ideas.integrity import occasions_of
from ideas.models import Evidence
from ideas.services.integrity.asked import asks_of_requests

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ideas.integrity import Ask, Occasion

# A ring is looked for among the newest of an idea: it is found on its last occasion.
_NEWEST = 2000
_FEWEST_IDEAS = 3
_CROWDS = """
SELECT occasion.place, count(DISTINCT coalesce(comment.fan_id, -comment.id))
FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[])
     WITH ORDINALITY AS occasion(idea, since, until, place)
JOIN ideas_evidence evidence ON evidence.idea_id = occasion.idea
JOIN feedback_fanrequest request ON request.id = evidence.request_id
JOIN feedback_comment comment ON comment.id = request.comment_id
WHERE comment.created_at BETWEEN occasion.since AND occasion.until
  AND comment.state = 'visible'
GROUP BY occasion.place
"""


def meetings_of(asks: Sequence[Ask]) -> list[Occasion]:
    """The occasions on which fans of these met who asked for three ideas and more."""
    newest = sorted(asks, key=lambda ask: -ask.comment)[:_NEWEST]
    requests = _in_several_ideas({ask.account.fan for ask in newest})
    if not requests:
        return []
    occasions = occasions_of(asks_of_requests(requests))
    if len({occasion.idea for occasion in occasions}) < _FEWEST_IDEAS:
        return []
    return _with_crowds(occasions)


def _in_several_ideas(fans: set[int]) -> dict[int, int]:
    """Requests of those of these fans who asked for several ideas, with the ideas."""
    rows = FanRequest.objects.standing().filter(comment__fan__in=fans).order_by()
    asked_by = dict(rows.values_list("pk", "comment__fan"))
    # the requests by number: a view joined to them would be gone through for each of them
    ideas = dict(Evidence.objects.filter(pk__in=list(asked_by)).values_list("pk", "idea"))
    of_fan: dict[int, set[int]] = defaultdict(set)
    for request, idea in ideas.items():
        of_fan[asked_by[request]].add(idea)
    return {
        request: idea
        for request, idea in ideas.items()
        if len(of_fan[asked_by[request]]) >= _FEWEST_IDEAS
    }


def _with_crowds(occasions: Sequence[Occasion]) -> list[Occasion]:
    asked: list[list[Any]] = [
        [occasion.idea for occasion in occasions],
        [occasion.since for occasion in occasions],
        [occasion.until for occasion in occasions],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_CROWDS, asked)
        crowds = dict(cursor.fetchall())
    return [
        replace(occasion, crowd=crowds.get(place, 0))
        for place, occasion in enumerate(occasions, start=1)
    ]

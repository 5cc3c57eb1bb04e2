"""Turn back what an accepted suggestion moved, when that is undone; and forth when done again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from ideas.models import Act, Assignment, Cluster, Pin, Suggestion, SuggestionState
from ideas.services.releasing import release
from ideas.services.returning import put_back
from ideas.services.supporting import count_support

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from ideas.models import AssignmentQuerySet

# How the note of a request says that it came back; there it says what the suggestion does.
_BACK = "undo"


def reverse_suggestions(rows: Collection[int]) -> None:
    """Let requests follow suggestions that wait again, or stand accepted again.

    What a person pinned since then stays; what a verdict keeps out is grouped anew. The caller
    holds the grouping lock.
    """
    decided = Suggestion.objects.filter(pk__in=rows).exclude(state=SuggestionState.DISMISSED)
    for suggestion in decided.order_by("-pk"):
        _reverse(suggestion)


def moved_by(suggestion: Suggestion) -> AssignmentQuerySet:
    """Every assignment that this suggestion opened, forth and back."""
    ends = [pk for pk in (suggestion.one_id, suggestion.other_id) if pk is not None]
    there = Assignment.objects.filter(cluster__in=ends).values("request")
    return Assignment.objects.filter(request__in=there, why__moved__suggestion=suggestion.pk)


def _reverse(suggestion: Suggestion) -> None:
    moved = moved_by(suggestion)
    last = moved.order_by("-valid_from").first()
    is_open = suggestion.state == SuggestionState.OPEN
    if last is None or (last.why["moved"]["kind"] == _BACK) == is_open:
        return
    went = dict(moved.filter(valid_from=last.valid_from).values_list("request", "cluster"))
    back = list(_left(went, at=last.valid_from))
    put_back(back, note=_note(suggestion), at=timezone.now())
    _empty(suggestion, came_to=set(went.values()))
    clusters = {*went.values(), *(row.cluster_id for row in back)}
    ideas = Cluster.objects.filter(pk__in=clusters, idea__isnull=False).values_list("idea")
    count_support({idea for (idea,) in ideas})


def _note(suggestion: Suggestion) -> dict[str, Any]:
    if suggestion.state == SuggestionState.OPEN:
        return {"kind": _BACK, "suggestion": suggestion.pk}
    why = suggestion.why
    return {
        "kind": suggestion.act,
        "cluster": suggestion.other_id or suggestion.one_id,
        "likeness": why["likeness"],
        "limit": why["limit"],
        "suggestion": suggestion.pk,
    }


def _left(requests: Collection[int], *, at: datetime) -> AssignmentQuerySet:
    """Where these requests were until then, but for those retired or pinned since."""
    pinned = Pin.objects.standing().filter(request__in=requests, made_at__gt=at)
    rows = Assignment.objects.filter(
        request__in=requests, valid_to=at, request__retired_at__isnull=True
    )
    rows = rows.exclude(request__in=pinned.values("request"))
    return rows.select_related("cluster", "request").order_by("pk")


def _empty(suggestion: Suggestion, *, came_to: Collection[int]) -> None:
    """Group anew whoever joined a cluster since that is one no more."""
    is_open = suggestion.state == SuggestionState.OPEN
    if is_open == (suggestion.act == Act.JOIN):
        # the older cluster of a join, and the one that was divided, go on
        return
    gone = Cluster.objects.filter(pk__in=came_to, idea__isnull=True)
    rows = Assignment.objects.open().filter(cluster__in=gone)
    release(rows.values_list("request", flat=True))

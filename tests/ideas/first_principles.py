"""What stands behind ideas, counted in plain Python by the words of the design; people's cells."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from engine.ledger.cells import concerns
from engine.ledger.models import CellChange
from feedback.models import Comment, FanRequest
from ideas.models import Assignment, Idea, Pin, Vote

if TYPE_CHECKING:
    from collections.abc import Iterable

ASKING = ("product_request", "service_request")

# mentions, fans, votes, effective, when first asked
Count = tuple[int, int, int, float, datetime | None]
# by table, row and field
Cells = dict[tuple[str, int, str], Any]


def find_roots() -> dict[int, int]:
    """Where each idea leads, hop by hop; fails on a cycle."""
    into = dict(Idea.objects.values_list("pk", "merged_into"))
    roots = {}
    for idea in into:
        seen = [idea]
        while (above := into[seen[-1]]) is not None:
            assert above not in seen
            seen.append(above)
        roots[idea] = seen[-1]
    return roots


def find_places(roots: dict[int, int]) -> dict[int, int]:
    """The idea of each request, by the words of the design."""
    pins = Pin.objects.standing()
    barred = set(pins.filter(says="barred").values_list("request", "idea"))
    found = {
        request: roots[idea]
        for request, idea in Assignment.objects.open().values_list("request", "cluster__idea")
        if idea is not None and (request, idea) not in barred
    }
    belongs = pins.filter(says="belongs").values_list("request", "idea")
    return found | {request: roots[idea] for request, idea in belongs}


def count(idea: int, *, places: dict[int, int], roots: dict[int, int]) -> Count:
    rows = (
        FanRequest.objects.current()
        .filter(comment__label__in=ASKING)
        .select_related("comment__fan")
    )
    said = {row.comment.pk: row.comment for row in rows if places.get(row.pk) == idea}
    votes = Vote.objects.standing().values_list("idea", "fan")
    voters = {fan for voted, fan in votes if roots[voted] == idea}
    effective = len(voters) + _shared(said.values(), beside=voters)
    first = min((comment.created_at for comment in said.values()), default=None)
    fans = {comment.fan_id for comment in said.values()} | voters
    return len(said), len(fans), len(voters), round(effective, 3), first


def _shared(said: Iterable[Comment], *, beside: set[int]) -> float:
    """What fans of whom nothing is known count together; their texts are equal or far apart.

    Each is with the text that the fewest had said before, and n with one text count 1 + ln n.
    """
    heard: dict[str, list[int]] = defaultdict(list)
    best: dict[int, tuple[int, str]] = {}
    for comment in sorted(said, key=lambda row: (row.created_at, row.fingerprint, row.fan.key)):
        if comment.fan_id not in heard[comment.text]:
            before = len(heard[comment.text])
            heard[comment.text].append(comment.fan_id)
            if comment.fan_id not in best or before < best[comment.fan_id][0]:
                best[comment.fan_id] = (before, comment.text)
    texts = Counter(text for fan, (_, text) in best.items() if fan not in beside)
    return sum(1 + math.log(fans) for fans in texts.values())


def cells_at_start() -> Cells:
    """What each cell held that a person ever changed, before the first of them did."""
    rows = CellChange.objects.filter(operation__actor__isnull=False)
    rows = rows.order_by("-operation_id", "-pk")
    return {(cell.model, cell.row, cell.field): cell.before for cell in rows}


def cells_now(cells: Cells) -> Cells:
    """What these cells hold, but for advice of the machine that is outdated and gone."""
    kinds = {(c.label, name): kind for c in concerns() for name, kind in c.cells.items()}
    return {
        (model, row, field): value
        for model, row, field in cells
        for value in kinds[model, field].read([row]).values()
    }

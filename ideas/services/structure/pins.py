"""Write pins: what contradicts an earlier one takes it back in the same operation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.ledger.services import Actor, Cell
from ideas.models import Pin, Place
from ideas.services.series.ticking import tick

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime


def pin(
    requests: Collection[int],
    *,
    into: Sequence[int] = (),
    out_of: Collection[int] = (),
    actor: Actor,
    at: datetime,
) -> list[Cell]:
    """Let requests belong to the first idea of `into`, and bar them from those of `out_of`.

    Both are whole families: a bar holds for what was merged too, and whoever belongs is barred
    from none of them. Answers the cells.
    """
    wanted = {(request, idea): Place.BARRED for request in requests for idea in out_of}
    wanted |= {(request, idea): Place.BELONGS for request in requests for idea in into[:1]}
    standing = list(Pin.objects.on(requests))
    gone = [row for row in standing if _contradicts(row, wanted, into=into)]
    kept = {(row.request_id, row.idea_id) for row in standing if row not in gone}
    made = [
        Pin(request_id=request, idea_id=idea, says=says, made_by_id=_pk(actor), made_at=at)
        for (request, idea), says in sorted(wanted.items())
        if (request, idea) not in kept
    ]
    return [*take_back(gone), *_make(made)]


def follow_cluster(
    requests: Collection[int],
    *,
    from_: Collection[int],
    into: Sequence[int] = (),
    actor: Actor,
    at: datetime,
) -> list[Cell]:
    """Let the pins of requests into an idea go along with the cluster that left it.

    A retired request has left the cluster, be it closed already or not: its pin stays.
    """
    pins = Pin.objects.belonging().filter(request__in=requests, request__retired_at__isnull=True)
    rows = list(pins.filter(idea__in=from_))
    cells = take_back(rows)
    pinned = [row.request_id for row in rows]
    return [*cells, *(pin(pinned, into=into, actor=actor, at=at) if into else ())]


def take_back(rows: Sequence[Pin]) -> list[Cell]:
    """Let these pins stand no more; answers the cells."""
    Pin.objects.filter(pk__in=[row.pk for row in rows]).update(is_standing=False)
    tick(row.request_id for row in rows)
    return [Cell(row, "is_standing", True, False) for row in rows]


def _make(rows: list[Pin]) -> list[Cell]:
    Pin.objects.bulk_create(rows)
    tick(row.request_id for row in rows)
    return [Cell(row, "is_standing", False, True) for row in rows]


def _contradicts(row: Pin, wanted: dict[tuple[int, int], Place], *, into: Collection[int]) -> bool:
    says = wanted.get((row.request_id, row.idea_id))
    if says is not None:
        return says != row.says
    # a request belongs to one idea, and is not barred from a part of it
    return bool(into) and (row.says == Place.BELONGS or row.idea_id in into)


def _pk(actor: Actor) -> int | None:
    return actor.pk if actor is not None else None

"""The live requests of the last hours, by the series that hold them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from ideas.models import Line, Tick

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from ideas.services.bursts.counting import Series


@dataclass(frozen=True, slots=True)
class Piece:
    """One live request; `voice` is its fan, or its text where no author is named."""

    request: int
    at: datetime
    voice: tuple[str, int]
    cluster: int | None
    thread: int | None


def live_pieces(series: Collection[Series], *, since: datetime) -> dict[Series, list[Piece]]:
    """What these series of clusters and terms hold since then; one statement."""
    clusters = [int(key) for line, key in series if line == Line.CLUSTER]
    terms = {key for line, key in series if line == Line.TERM}
    if not clusters and not terms:
        return {}
    rows = (
        Tick.objects.filter(is_live=True, at__gt=since)
        .filter(Q(cluster__in=clusters) | Q(terms__overlap=sorted(terms)))
        .order_by("at", "pk")
        .values_list(
            "request",
            "at",
            "cluster",
            "thread",
            "terms",
            "request__comment__fan",
            "request__comment__fingerprint",
        )
    )
    found: dict[Series, list[Piece]] = defaultdict(list)
    for request, at, cluster, thread, named, fan, text in rows:
        voice = ("text", text) if fan is None else ("fan", fan)
        piece = Piece(request=request, at=at, voice=voice, cluster=cluster, thread=thread)
        holds = {(Line.CLUSTER.value, str(cluster)), *((Line.TERM.value, term) for term in named)}
        for place in holds & set(series):
            found[place].append(piece)
    return found


def times_of_threads(threads: Collection[int], *, since: datetime) -> dict[int, list[datetime]]:
    """When the live requests of these threads were posted since then, in order; one statement."""
    found: dict[int, list[datetime]] = defaultdict(list)
    rows = Tick.objects.filter(is_live=True, at__gt=since, thread__in=threads)
    for thread, at in rows.order_by("at").values_list("thread", "at"):
        found[thread].append(at)
    return found

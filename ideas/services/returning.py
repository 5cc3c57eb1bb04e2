"""Bring requests back into the clusters that a person took them out of, when it is undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils import timezone

from feedback.models import FanRequest
from ideas.models import Assignment
from ideas.services.rearranging import retitle
from ideas.services.releasing import release
from ideas.services.repairing import recount
from ideas.services.verdicts import places_of, verdicts_on

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from engine.nlp.verdicts import Verdicts
    from ideas.models import Pin


def bring_back(pins: Sequence[Pin]) -> None:
    """Put back the requests that left their clusters when these pins were made.

    Where a request can no longer stand there, the grouping looks for a place anew. The caller
    holds the grouping lock.
    """
    left = Assignment.objects.filter(
        request__pins__in=pins,
        request__retired_at__isnull=True,
        valid_to=F("request__pins__made_at"),
    )
    rows = list(left.select_related("cluster", "request"))
    still_one = [row for row in rows if row.cluster.size > 0 or row.cluster.idea_id is not None]
    release({row.request_id for row in rows if row not in still_one})
    put_back(still_one, note={"kind": "undo"}, at=timezone.now())


def put_back(left: Sequence[Assignment], *, note: Mapping[str, Any], at: datetime) -> None:
    """Open these closed assignments anew, each of another request, where no verdict forbids it.

    `note` says how they came there. Who may not go back waits to be grouped anew. The
    caller holds the grouping lock.
    """
    rows = {row.request_id: row for row in left}
    verdicts = verdicts_on(rows)
    places = {key: at for key, at in places_of(verdicts.keys).items() if int(key) not in rows}
    fit = []
    for key, row in rows.items():
        if _fits(row, verdicts=verdicts, places=places):
            fit.append(row)
            places[str(key)] = row.cluster_id
    release(rows, at=at)
    _open(fit, note=note, at=at)
    clusters = {row.cluster_id for row in fit}
    recount(clusters)
    retitle(clusters)


def _fits(row: Assignment, *, verdicts: Verdicts, places: Mapping[str, int]) -> bool:
    """Whether its vector may be compared there, and no verdict keeps the request out of it."""
    cluster, key = row.cluster, str(row.request_id)
    mates = {places[mate] for mate in verdicts.circle(key) if mate in places}
    rivals = {places[rival] for rival in verdicts.rivals(key) if rival in places}
    return (
        cluster.encoder_version == row.request.encoder_version
        and mates <= {cluster.pk}
        and cluster.pk not in rivals
    )


def _open(rows: Sequence[Assignment], *, note: Mapping[str, Any], at: datetime) -> None:
    Assignment.objects.bulk_create(
        Assignment(
            request_id=row.request_id,
            cluster_id=row.cluster_id,
            similarity=row.similarity,
            is_representative=row.is_representative,
            why={**row.why, "moved": {"cluster": row.cluster_id, **note}},
            version=row.version,
            valid_from=at,
        )
        for row in rows
    )
    FanRequest.objects.filter(pk__in=[row.request_id for row in rows]).update(grouped_at=at)

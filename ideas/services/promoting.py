"""Promote clusters to ideas: by enough support, or by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from engine.ledger.services import Actor, Cell, record_operation
from engine.nlp.normalise import bigrams
from engine.nlp.titles import summary_line
from feedback.models import RequestKind
from ideas.models import Cluster, Idea, Status
from ideas.services.locking import wait_to_write
from ideas.services.nearest import representatives_of
from ideas.services.proposing import product_words, propose_product_line
from ideas.services.supporting import count_support, support_of_clusters

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.nlp.grouping import Wish


def promote_clusters(clusters: Iterable[int], *, minimum: float) -> list[Cluster]:
    """Make ideas of product clusters that enough effective supporters stand behind.

    Answers the clusters that became one.
    """
    open_ones = Cluster.objects.without_idea().filter(
        pk__in=list(clusters), kind=RequestKind.PRODUCT
    )
    support = support_of_clusters(open_ones.values_list("pk", flat=True))
    strong = sorted(pk for pk, found in support.items() if found.effective >= minimum)
    promoted = list(Cluster.objects.filter(pk__in=strong).order_by("pk"))
    _promote(promoted)
    return promoted


def promotion_cells(promoted: Iterable[Cluster]) -> list[Cell]:
    """What an operation of a person that made ideas of these clusters changed."""
    found = [(cluster, cluster.idea) for cluster in promoted]
    return [
        cell
        for cluster, idea in found
        if idea is not None
        for cell in (Cell(idea, "is_standing", False, True), Cell(cluster, "idea", None, idea.pk))
    ]


def retitle_candidates(clusters: Iterable[int]) -> int:
    """Let the proposed titles of untouched ideas follow what their clusters came to ask for.

    From triage on people know an idea by its title: then the machine leaves it alone.
    """
    rows = (
        Cluster.objects.filter(pk__in=list(clusters), idea__status=Status.CANDIDATE)
        .exclude(idea__proposed_title=F("title"))
        .exclude(title="")
        .select_related("idea")
        .order_by("size", "pk")
    )
    ideas = {row.idea.pk: _retitled(row.idea, row.title) for row in rows if row.idea is not None}
    Idea.objects.bulk_update(ideas.values(), ["proposed_title", "search_terms", "updated_at"])
    return len(ideas)


def _retitled(idea: Idea, title: str) -> Idea:
    idea.proposed_title = title
    idea.search_terms = bigrams(f"{idea} {idea.summary}")
    idea.updated_at = timezone.now()
    return idea


@transaction.atomic
def promote_by_hand(cluster: Cluster, *, actor: Actor, reason: str = "") -> Idea:
    """Make an idea of a cluster because a person says so."""
    wait_to_write()
    row = Cluster.objects.select_for_update(of=("self",)).get(pk=cluster.pk)
    if row.idea is not None:
        return row.idea.root
    (idea,) = _promote([row])
    record_operation("idea.promote", actor=actor, reason=reason, changes=promotion_cells([row]))
    count_support([idea.pk])
    return idea


def _promote(clusters: Sequence[Cluster]) -> list[Idea]:
    wishes, words = representatives_of([c.pk for c in clusters]), product_words()
    ideas = [_idea(cluster, wishes=wishes.get(cluster.pk, []), words=words) for cluster in clusters]
    Idea.objects.bulk_create(ideas)
    for cluster, idea in zip(clusters, ideas, strict=True):
        cluster.idea = idea
    Cluster.objects.bulk_update(clusters, ["idea"])
    return ideas


def _idea(cluster: Cluster, *, wishes: Sequence[Wish], words: dict[str, int]) -> Idea:
    title, summary = cluster.title or f"#{cluster.pk}", summary_line(wishes)
    return Idea(
        kind=cluster.kind,
        proposed_title=title,
        summary=summary,
        product_line_id=propose_product_line((wish.text for wish in wishes), words=words),
        search_terms=bigrams(f"{title} {summary}"),
    )

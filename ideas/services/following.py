"""What follows when people's cells of ideas are put back: numbers, places, search terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from engine.ledger.models import CellChange
from engine.ledger.undoing import RefusedError
from engine.nlp.normalise import bigrams
from engine.nlp.verdicts import ContradictionError
from ideas.models import (
    Attachment,
    Cluster,
    Evidence,
    HandOff,
    Idea,
    Note,
    Pin,
    Says,
    Verdict,
    Vote,
)
from ideas.services.clocks import settle_clocks
from ideas.services.judging import out_of_place
from ideas.services.outreach import settle_outreach
from ideas.services.refusing import refuse_waking
from ideas.services.releasing import release
from ideas.services.returning import bring_back
from ideas.services.series.ticking import tick
from ideas.services.supporting import count_support
from ideas.services.verdicts import verdicts_on

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import Model


def follow_ideas(rows: Collection[int]) -> None:
    """Find ideas by their words again, and count them and where they went or came back from."""
    refuse_unmaking(rows)
    refuse_waking(rows)
    ideas = list(Idea.objects.filter(pk__in=rows).defer("search_terms"))
    for idea in ideas:
        idea.search_terms = bigrams(f"{idea} {idea.summary}")
        idea.updated_at = timezone.now()
    Idea.objects.bulk_update(ideas, ["search_terms", "updated_at"])
    concerned = {*rows, *_ends(Idea, "merged_into", rows)}
    count_support(concerned)
    settle_clocks(concerned)
    settle_outreach(concerned)


def follow_clusters(rows: Collection[int]) -> None:
    """Count the ideas that clusters left and those they came to."""
    ideas = _ends(Cluster, "idea", rows)
    refuse_unmaking(ideas)
    count_support(ideas)


def follow_pins(rows: Collection[int]) -> None:
    """Bring requests back to where they were, and count the ideas they left and came to."""
    pins = list(Pin.objects.filter(pk__in=rows).select_related("request"))
    if any(pin.is_standing and pin.request.retired_at is not None for pin in pins):
        raise RefusedError(_("A newer reading took the place of a request it was about."))
    refuse_unmaking({pin.idea_id for pin in pins})
    bring_back([pin for pin in pins if not pin.is_standing])
    requests = [pin.request_id for pin in pins]
    tick(requests)
    standing_for = Evidence.objects.filter(request__in=requests).values_list("idea", flat=True)
    count_support({*(pin.idea_id for pin in pins), *standing_for})


def follow_verdicts(rows: Collection[int]) -> None:
    """Take out of their clusters the requests that may not stay where verdicts stand again."""
    again = list(Verdict.objects.standing().filter(pk__in=rows))
    try:
        known = verdicts_on(pk for row in again for pk in (row.one_id, row.other_id))
    except ContradictionError as error:
        raise RefusedError(_("It contradicts a verdict that was made since.")) from error
    for says in Says:
        pairs = [(row.one_id, row.other_id) for row in again if row.says == says]
        release(out_of_place(pairs, says=says, verdicts=known))


def follow_votes(rows: Collection[int]) -> None:
    """Count the ideas that votes stand for again, or no longer."""
    ideas = set(Vote.objects.filter(pk__in=rows).values_list("idea", flat=True))
    refuse_unmaking(ideas)
    count_support(ideas)


def refuse_unmaking(ideas: Collection[int]) -> None:
    """Raise RefusedError where something that stands points at an idea that is unmade."""
    unmade = Idea.objects.filter(pk__in=ideas, is_standing=False).values("pk")
    pointing = (
        Cluster.objects.filter(idea__in=unmade),
        Idea.objects.standing().filter(merged_into__in=unmade),
        Pin.objects.standing().filter(idea__in=unmade),
        Vote.objects.standing().filter(idea__in=unmade),
        Attachment.objects.standing().filter(idea__in=unmade),
        Note.objects.standing().filter(idea__in=unmade),
        HandOff.objects.standing().filter(idea__in=unmade),
    )
    if any(rows.exists() for rows in pointing):
        message = _(
            "Something still stands on the idea: requests, votes, files, notes, hand-offs; "
            "move that first."
        )
        raise RefusedError(message)


def _ends(model: type[Model], field: str, rows: Collection[int]) -> set[int]:
    """What the newest change of these cells led from and to."""
    changes = CellChange.objects.filter(
        model=model._meta.label_lower, field=field, row__in=list(rows)
    )
    # by its number: by the operation itself would be by the ledger's own order, turned round
    newest = changes.order_by("row", "-operation_id").distinct("row")
    ends = newest.values_list("before", "after")
    return {value for pair in ends for value in pair if value is not None}

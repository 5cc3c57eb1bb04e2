"""Keep stays as the ledger tells them: made anew for whole ideas, never changed."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from engine.ledger.models import CellChange
from ideas.models import Stay
from ideas.scorecard.spells import Moved, Spell, spells_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ideas.models import Idea


def retell_stays(ideas: Sequence[Idea]) -> dict[int, list[Spell]]:
    """Write the stays of these ideas, whose rows are locked; answers them by idea."""
    moves = _moves_of([idea.pk for idea in ideas])
    spells = {
        idea.pk: spells_of(moves[idea.pk], made_at=idea.created_at, status=idea.status)
        for idea in ideas
    }
    Stay.objects.filter(idea__in=list(spells)).delete()
    Stay.objects.bulk_create(
        [
            Stay(idea_id=idea, status=spell.status, since=spell.since, until=spell.until)
            for idea, found in spells.items()
            for spell in found
        ],
        batch_size=1000,
    )
    return spells


def _moves_of(ideas: Sequence[int]) -> dict[int, list[Moved]]:
    cells = CellChange.objects.filter(model="ideas.idea", field="status", row__in=ideas)
    told = cells.values_list(
        "row", "operation_id", "operation__undoes", "operation__at", "before", "after"
    )
    found: dict[int, list[Moved]] = defaultdict(list)
    for row, *moved in told.order_by("operation_id"):
        found[row].append(Moved(*moved))
    return found

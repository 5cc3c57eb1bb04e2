"""What people set on ideas besides status: title, summary, owner, product line, tags."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from engine.ledger.services import Actor, Cell, plain, record_operation
from engine.nlp.normalise import bigrams
from feedback.services.labelling import make_tags
from ideas.models import Idea

if TYPE_CHECKING:
    from collections.abc import Mapping

EDITABLE = ("given_title", "summary", "owner", "product_line", "route", "revisit_on")


@transaction.atomic
def edit_idea(
    idea: Idea,
    *,
    values: Mapping[str, Any],
    actor: Actor,
    tags: list[str] | None = None,
    reason: str = "",
) -> Idea:
    """Set the given fields and tags as one operation."""
    row = Idea.objects.select_for_update(of=("self",)).get(pk=idea.pk)
    changes = [
        Cell(row, name, plain(getattr(row, name)), plain(value))
        for name, value in values.items()
        if name in EDITABLE
    ]
    for cell in changes:
        setattr(row, cell.field, values[cell.field])
    if tags is not None:
        changes.append(_retag(row, tags))
    if record_operation("idea.edit", actor=actor, reason=reason, changes=changes) is None:
        return row
    row.search_terms = bigrams(f"{row} {row.summary}")
    row.updated_at = timezone.now()
    row.save(update_fields=[*(c.field for c in changes if c.field != "tags"), *_KEPT])
    return row


_KEPT = ("search_terms", "updated_at")


def _retag(row: Idea, names: list[str]) -> Cell:
    before = sorted(tag.name for tag in row.tags.all())
    wanted = make_tags(names)
    row.tags.set(wanted.values())
    return Cell(row, "tags", before, sorted(wanted))

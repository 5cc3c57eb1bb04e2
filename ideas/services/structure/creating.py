"""Make an idea by hand, before anything stands for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from engine.ledger.services import Actor, Cell, record_operation
from engine.nlp.normalise import bigrams
from feedback.models import RequestKind
from ideas.models import Idea
from ideas.services.structure.errors import StructureError
from ideas.services.supporting import count_support

if TYPE_CHECKING:
    from feedback.models import ProductLine

_LONGEST_TITLE = 120


@transaction.atomic
def create_idea(
    title: str,
    *,
    actor: Actor,
    kind: RequestKind | str = RequestKind.PRODUCT,
    summary: str = "",
    product_line: ProductLine | None = None,
    reason: str = "",
) -> Idea:
    """Make an idea that stands on nothing yet; StructureError without a fitting title."""
    line = product_line.pk if product_line is not None else None
    idea, cell = make_idea(title, kind=kind, summary=summary, product_line=line)
    record_operation("idea.create", actor=actor, reason=reason, changes=[cell])
    count_support([idea.pk])
    return idea


def make_idea(
    title: str, *, kind: RequestKind | str, summary: str = "", product_line: int | None
) -> tuple[Idea, Cell]:
    """Write the row of a new candidate; answers it with the cell of its making."""
    given = " ".join(title.split())
    if not given or len(given) > _LONGEST_TITLE:
        message = _("An idea needs a title of at most %(number)s characters.")
        raise StructureError(message % {"number": _LONGEST_TITLE})
    idea = Idea.objects.create(
        kind=RequestKind(kind),
        given_title=given,
        summary=summary,
        product_line_id=product_line,
        search_terms=bigrams(f"{given} {summary}"),
    )
    return idea, Cell(idea, "is_standing", False, True)

"""Merge ideas: a pointer each; nothing else is touched, so it can be taken back at any time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engine.ledger.services import Actor, Cell, record_operation
from ideas.models import Idea
from ideas.services.clocks import settle_clocks
from ideas.services.outreach import settle_outreach
from ideas.services.structure.errors import StructureError
from ideas.services.structure.taking import take_ideas
from ideas.services.supporting import count_support

if TYPE_CHECKING:
    from collections.abc import Iterable


@transaction.atomic
def merge_ideas(ideas: Iterable[Idea], *, into: Idea, actor: Actor, reason: str = "") -> Idea:
    """Let these ideas lead to another, which counts all they stand on; answers that one.

    Raises StructureError where one was merged already or is not there any more.
    """
    wanted = {idea.pk for idea in ideas}
    if not wanted or into.pk in wanted:
        raise StructureError(_("An idea is merged into another one."))
    rows = take_ideas({*wanted, into.pk})
    cells = [Cell(row, "merged_into", None, into.pk) for row in rows if row.pk in wanted]
    now = timezone.now()
    Idea.objects.filter(pk__in=wanted).update(merged_into=into.pk, updated_at=now)
    Idea.objects.filter(pk=into.pk).update(updated_at=now)
    record_operation("idea.merge", actor=actor, reason=reason, changes=cells)
    count_support({*wanted, into.pk})
    settle_clocks({*wanted, into.pk})
    settle_outreach([into.pk])
    return Idea.objects.get(pk=into.pk)

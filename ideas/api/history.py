"""What people did to an idea, out of the ledger."""

from __future__ import annotations

from django.db.models import Prefetch, Q, QuerySet

from engine.ledger.models import CellChange, Operation
from ideas.models import Idea

# A vote's cell names a fan, and an owner's a colleague: neither is R&D's business here.
_SHOWN = (
    "status",
    "given_title",
    "summary",
    "product_line",
    "route",
    "revisit_on",
    "launched_at",
    "public_reply",
    "public_reason",
    "merged_into",
    "tags",
)


def history_of(idea: int) -> QuerySet[Operation]:
    """Operations that changed what everybody may see of an idea, with those changes.

    What was merged into it is told by the cells of those other ideas.
    """
    merged = Q(Q(before=idea) | Q(after=idea), field="merged_into")
    own = Q(row=idea, field__in=_SHOWN)
    changes = CellChange.objects.filter(own | merged, model=Idea._meta.label_lower)
    changes = changes.order_by("field", "row")
    return (
        Operation.objects.filter(pk__in=changes.order_by().values("operation"))
        .select_related("actor")
        .only("kind", "reason", "at", "actor__username")
        .prefetch_related(Prefetch("changes", changes, to_attr="shown"))
    )

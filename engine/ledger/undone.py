"""Which operations are taken back, and by which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.ledger.models import Operation

if TYPE_CHECKING:
    from collections.abc import Iterable


def undone_by(operations: Iterable[int]) -> dict[int, Operation]:
    """The undo that stands, by the operation it took back; those that stand are left out.

    Asks once for each level of undos of undos, however many operations there are.
    """
    found: dict[int, Operation] = {}
    level = list(operations)
    while level:
        undos = Operation.objects.filter(undoes__in=level).select_related("actor")
        fresh = {undo.pk: undo for undo in undos}
        found.update(fresh)
        level = list(fresh)
    standing: dict[int, Operation] = {}
    # a later operation can only take back an earlier one: the last are judged first
    for pk in sorted(found, reverse=True):
        target = found[pk].undoes_id
        if pk not in standing and target is not None:
            standing[target] = found[pk]
    return standing

"""Look behind numbers that changed, an idea a transaction, and propose cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from ideas.integrity import (
    Base,
    Kind,
    bursts_in,
    copies_in,
    newborn_in,
    rings_in,
    steps_for,
    told,
)
from ideas.models import CaseLook, CaseMember, IntegrityCase, Support
from ideas.services.integrity.asked import asks_of_idea, repeated, sample_of_accounts
from ideas.services.integrity.known import cases_around
from ideas.services.integrity.meeting import meetings_of
from ideas.services.locking import may_propose
from ideas.services.supporting import count_support

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ideas.integrity import Account, Ask, Known, Proposal, Step


def look_for_cases(*, limit: int) -> int:
    """Look behind up to so many ideas whose numbers changed since; answers how many.

    Steps aside when another worker is at it. Changes nothing where nothing was said since, and
    never a case that a person decided.
    """
    due = list(CaseLook.objects.due().values_list("pk", flat=True)[:limit])
    sample = sample_of_accounts() if due else []
    return sum(_look(idea, sample=sample) for idea in due)


@transaction.atomic
def _look(idea: int, *, sample: Sequence[Account]) -> bool:
    if not may_propose():
        return False
    counted = Support.objects.filter(idea=idea).values_list("counted_at", flat=True).first()
    if counted is None:
        return False
    asks = asks_of_idea(idea)
    base = Base.of(sample, alike=repeated(asks), here={ask.account.fan for ask in asks})
    known = cases_around(idea, asks=asks)
    steps = steps_for(_proposals(asks, base=base, known=known), known=known)
    taken = [step for step in steps if _take(step, asks=asks, known=known, base=base)]
    touched = {ask.idea for step in taken for ask in step.asks}
    CaseLook.objects.update_or_create(idea_id=idea, defaults={"counted_at": counted})
    if touched:
        count_support(touched)
    return True


def _proposals(asks: Sequence[Ask], *, base: Base, known: Sequence[Known]) -> list[Proposal]:
    copies = copies_in(asks, base=base)
    held = {ask.comment for group in copies.groups for ask in group} if copies else set()
    held |= {comment for case in known if case.kind == Kind.COPIES for comment in case.comments}
    bursts = bursts_in(asks, known=held)
    rings = rings_in(meetings_of(asks), base=base)
    found = [*([copies] if copies else []), *bursts, *rings]
    newborn = newborn_in(asks, base=base, known=_in_other_cases(found, known=known))
    return [*found, *([newborn] if newborn else [])]


def _in_other_cases(found: Sequence[Proposal], *, known: Sequence[Known]) -> set[int]:
    """Fans whom something else than their newness gave away; a person has enough with one case."""
    fans = {ask.account.fan for one in found for group in one.groups for ask in group}
    return fans.union(*(case.fans for case in known if case.kind != Kind.NEWBORN))


def _take(step: Step, *, asks: Sequence[Ask], known: Sequence[Known], base: Base) -> bool:
    """Make the case or extend it; False where a person decided it meanwhile."""
    if step.extends is not None:
        case = IntegrityCase.objects.open().select_for_update(of=("self",)).filter(pk=step.extends)
        row = case.first()
        if row is None:
            return False
        members = _all_of(step, asks=asks, known=known)
        row.reasons = told(members, clues=step.clues, base=base, around=asks)
        row.save(update_fields=["reasons"])
    else:
        row = IntegrityCase.objects.create(
            kind=step.kind,
            idea_id=step.idea,
            thread_id=step.thread,
            reasons=told(step.asks, clues=step.clues, base=base, around=asks),
            continues_id=step.continues,
        )
    CaseMember.objects.bulk_create(
        [CaseMember(case=row, fan_id=ask.account.fan, comment_id=ask.comment) for ask in step.asks],
        ignore_conflicts=True,
    )
    return True


def _all_of(step: Step, *, asks: Sequence[Ask], known: Sequence[Known]) -> list[Ask]:
    """What an extended case is told of: what it holds of the idea's comments, and what is new."""
    held = {comment for case in known if case.case == step.extends for comment in case.comments}
    new = {ask.comment for ask in step.asks}
    return [*step.asks, *(a for a in asks if a.comment in held and a.comment not in new)]

"""The cases there are, as the rules want to be told."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Q

from ideas.integrity import Kind, Known
from ideas.models import CaseKind, CaseMember, CaseOutcome, IntegrityCase
from ideas.models.arrays import is_any_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ideas.integrity import Ask


def cases_around(idea: int, *, asks: Sequence[Ask]) -> list[Known]:
    """Cases found in an idea, and those that hold what is asked here or who asks; oldest first."""
    members = CaseMember.objects.order_by()
    there = members.filter(comment__in={ask.comment for ask in asks})
    rings = members.filter(case__kind=CaseKind.RING, fan__in={ask.account.fan for ask in asks})
    rows = (
        IntegrityCase.objects.filter(
            Q(idea__root=idea)
            | is_any_of("pk", there.values("case"))
            | is_any_of("pk", rings.values("case"))
        )
        .order_by("pk")
        .values_list("pk", "kind", "idea__root", "thread", "outcome")
    )
    cases = list(rows)
    comments: dict[int, set[int]] = defaultdict(set)
    accounts: dict[int, set[int]] = defaultdict(set)
    members = CaseMember.objects.filter(case__in=[case for case, *_rest in cases])
    for case, comment, fan in members.values_list("case", "comment", "fan"):
        comments[case].add(comment)
        accounts[case].add(fan)
    return [
        Known(
            case=case,
            kind=Kind(kind),
            idea=root,
            thread=thread,
            is_open=not outcome,
            is_cleared=outcome == CaseOutcome.CLEAR,
            comments=frozenset(comments[case]),
            fans=frozenset(accounts[case]),
        )
        for case, kind, root, thread, outcome in cases
    ]

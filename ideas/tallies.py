"""Which ideas an undo concerns, and what stands behind them before and after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from engine.ledger.tallies import Counted, Tally
from ideas.models import Assignment, Evidence, Idea, IntegrityCase, Pin, Suggestion, Verdict, Vote
from ideas.services.integrity.bearing import ideas_of_cases
from ideas.services.reversing import moved_by
from ideas.services.supporting import support_of_ideas

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from engine.ledger.models import CellChange

# Cells that hold an idea by its number.
_POINTING = {("ideas.idea", "merged_into"), ("ideas.cluster", "idea")}


def concerned_ideas(changes: Sequence[CellChange]) -> set[int]:
    """The ideas that the cells are of, or point at, and those they were merged into."""
    named = _rows(changes, "ideas.idea") | {
        end
        for change in changes
        if (change.model, change.field) in _POINTING
        for end in (change.before, change.after)
        if end is not None
    }
    pins = Pin.objects.filter(pk__in=_rows(changes, Pin._meta.label_lower))
    votes = Vote.objects.filter(pk__in=_rows(changes, Vote._meta.label_lower))
    suggestions = Suggestion.objects.filter(pk__in=_rows(changes, Suggestion._meta.label_lower))
    requests = {*pins.values_list("request", flat=True), *_judged(changes)}
    for suggestion in suggestions:
        requests.update(moved_by(suggestion).values_list("request", flat=True))
    named |= ideas_of_cases(_rows(changes, IntegrityCase._meta.label_lower))
    held = Evidence.objects.filter(request__in=requests).values("idea")
    was = Assignment.objects.filter(request__in=requests).values("cluster__idea")
    ideas = Idea.objects.filter(
        Q(pk__in=named)
        | Q(pk__in=pins.values("idea"))
        | Q(pk__in=votes.values("idea"))
        | Q(pk__in=held)
        | Q(pk__in=was)
    )
    return {idea for pair in ideas.values_list("pk", "root") for idea in pair}


def count_ideas(rows: Collection[int]) -> dict[int, Counted]:
    """The numbers that ranks and gates read, counted now, not as they were last stored."""
    titles = Idea.objects.in_bulk(rows)
    return {
        pk: Counted(
            title=str(titles[pk]),
            numbers={
                "mentions": numbers.mentions,
                "fans": numbers.fans,
                "effective": numbers.effective,
            },
        )
        for pk, numbers in support_of_ideas(rows).items()
    }


def _rows(changes: Sequence[CellChange], label: str) -> set[int]:
    return {change.row for change in changes if change.model == label}


def _judged(changes: Sequence[CellChange]) -> set[int]:
    verdicts = Verdict.objects.filter(pk__in=_rows(changes, Verdict._meta.label_lower))
    return {pk for pair in verdicts.values_list("one", "other") for pk in pair}


IDEAS = Tally(
    model=Idea,
    names={"mentions": _("mentions"), "fans": _("fans"), "effective": _("effective")},
    concerned=concerned_ideas,
    count=count_ideas,
)

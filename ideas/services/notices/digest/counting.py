"""The numbers of a digest, by product line and by person: a constant number of queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from feedback.models import ProductLine
from ideas.models import BurstAlert, Clock, Evidence, HandOff, Idea

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ideas.services.notices.hearing import Ear

_SOON = timedelta(days=1)
_MOST_IDEAS = 200
_MOST_CLOCKS = 500

# Product line, or None where an idea has none.
Line = int | None


@dataclass(frozen=True, slots=True)
class Numbers:
    """What happened to the ideas of one line in a period, and what waits at its end."""

    requests: int = 0
    ideas: int = 0
    bursts: int = 0
    missed: int = 0
    due: int = 0
    waiting: int = 0

    def __add__(self, other: Numbers) -> Numbers:
        """Both lines together."""
        return Numbers(*(getattr(self, n) + getattr(other, n) for n in self.__slots__))

    def __bool__(self) -> bool:
        """Whether there is anything to tell."""
        return any(getattr(self, name) for name in self.__slots__)


@dataclass(frozen=True, slots=True)
class Day:
    """Everything that digests of one day are made of."""

    names: dict[Line, str]
    numbers: dict[Line, Numbers]
    new_ideas: list[Idea]
    clocks_of: dict[int, list[Clock]] = field(default_factory=dict)
    waiting_for: Counter[tuple[str, int]] = field(default_factory=Counter)

    def waits_for(self, ear: Ear) -> int:
        """How many ideas wait at this person's desk, and those of their groups."""
        desks = [("user", ear.user or 0), *(("desk", group) for group in ear.groups)]
        return sum(self.waiting_for[desk] for desk in desks)


def count_day(since: datetime, until: datetime) -> Day:
    """Count what came in from `since` to before `until`, and what is open now."""
    came = {"created_at__gte": since, "created_at__lt": until}
    new = Idea.objects.open().filter(**came)
    received = {
        "request__comment__received_at__gte": since,
        "request__comment__received_at__lt": until,
    }
    running = Clock.objects.due_by(until + _SOON)
    missed = Clock.objects.missed().filter(breached_at__gte=since, breached_at__lt=until)
    counted = {
        "requests": _by(Evidence.objects.standing().filter(**received), "idea__product_line"),
        "ideas": _by(new, "product_line"),
        "bursts": _by(
            BurstAlert.objects.filter(found_at__gte=since, found_at__lt=until),
            "idea__root__product_line",
        ),
        "missed": _by(missed, "idea__product_line"),
        "due": _by(running.filter(breached_at__isnull=True), "idea__product_line"),
        "waiting": _by(HandOff.objects.waiting(), "idea__product_line"),
    }
    lines = {line for found in counted.values() for line in found}
    names = dict(ProductLine.objects.values_list("pk", "name"))
    ranked = new.ranked().select_related("support").defer("search_terms")
    return Day(
        names={line: names.get(line, "") if line else "" for line in lines},
        numbers={
            line: Numbers(**{name: found.get(line, 0) for name, found in counted.items()})
            for line in lines
        },
        new_ideas=list(ranked[:_MOST_IDEAS]),
        clocks_of=_clocks_of(running),
        waiting_for=_waiting_for(),
    )


def _by(rows: QuerySet[Any], line: str) -> dict[Line, int]:
    return dict(rows.order_by().values_list(line).annotate(Count("pk")))


def _clocks_of(running: QuerySet[Clock]) -> dict[int, list[Clock]]:
    """Owner → clocks due soon and missed ones that still run, the most urgent first."""
    rows = running.filter(idea__owner__isnull=False).select_related("idea", "policy")
    found: dict[int, list[Clock]] = defaultdict(list)
    for clock in rows.defer("idea__search_terms").order_by("due_at", "pk")[:_MOST_CLOCKS]:
        if clock.idea.owner_id is not None:
            found[clock.idea.owner_id].append(clock)
    return found


def _waiting_for() -> Counter[tuple[str, int]]:
    rows = HandOff.objects.waiting().order_by().values_list("to_user", "to_desk")
    counted: Counter[tuple[str, int]] = Counter()
    there = Q(to_user__isnull=False) | Q(to_desk__isnull=False)
    for user, desk, number in rows.filter(there).annotate(Count("pk")):
        counted["user" if user is not None else "desk", user if user is not None else desk] = number
    return counted

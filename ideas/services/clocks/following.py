"""Let stays and clocks follow what people did to ideas: moves, files, merges, and their undos."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ideas.models import Attachment, Clock, ClockPolicy, Idea, Starts, Status, Stay
from ideas.promises import kept_by, lapses_by, shown_by
from ideas.services.clocks.starting import new_clocks
from ideas.services.clocks.stays import retell_stays
from ideas.services.clocks.times import set_times

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from ideas.models import ClockPolicy as Policy
    from ideas.scorecard.spells import Spell

_FOLLOWING = (
    "warns_at",
    "due_at",
    "escalates_at",
    "met_at",
    "lapsed_at",
    "breached_at",
    "escalated_at",
    "is_standing",
)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What happened to one idea: its stays, and when files of milestones were attached."""

    spells: Sequence[Spell]
    files: Sequence[tuple[str, datetime]] = field(default=())

    def replies(self) -> list[datetime]:
        return [spell.since for spell in self.spells if spell.status == Status.ACKNOWLEDGED]

    def first_in(self, statuses: Collection[str], *, since: datetime) -> datetime | None:
        """When it first stood in one of these statuses, from a moment on."""
        times = [
            max(spell.since, since)
            for spell in self.spells
            if spell.status in statuses and (spell.until is None or spell.until > since)
        ]
        return min(times, default=None)

    def first_shown(self, milestones: Collection[str], *, since: datetime) -> datetime | None:
        """When a file of one of these milestones was first there, from a moment on."""
        return min((max(at, since) for name, at in self.files if name in milestones), default=None)


@transaction.atomic(savepoint=False)
def settle_clocks(ideas: Iterable[int]) -> None:
    """Bring stays and clocks of these ideas in order with what stands now.

    A clock counted from a public reply stands while that move stands; the rest stand once
    started. A few statements, whatever the number.
    """
    rows = list(
        Idea.objects.filter(pk__in=set(ideas))
        .order_by("pk")
        .select_for_update(of=("self",), no_key=True)
        .only("status", "created_at", "product_line", "is_standing")
    )
    spells = retell_stays(rows)
    files = _files_of([row.pk for row in rows])
    facts = {row.pk: _Facts(spells[row.pk], files.get(row.pk, ())) for row in rows}
    known = _clocks_of(facts)
    promises = ClockPolicy.objects.filter(is_active=True, starts=Starts.PUBLIC_REPLY)
    policies = list(promises) if any(found.replies() for found in facts.values()) else []
    fresh = [
        clock
        for row in rows
        for clock in _promised(row, facts=facts[row.pk], known=known[row.pk], policies=policies)
    ]
    now = timezone.now()
    for clock in (*fresh, *(clock for found in known.values() for clock in found)):
        _settle(clock, facts=facts[clock.idea_id], now=now)
    Clock.objects.bulk_create(fresh)
    Clock.objects.bulk_update(
        [clock for found in known.values() for clock in found], _FOLLOWING, batch_size=500
    )


def settle_untold(*, limit: int) -> int:
    """Settle ideas whose status no stay tells: those made since, or moved past us.

    Answers how many; steps aside where somebody is at an idea.
    """
    with transaction.atomic():
        rows = Stay.objects.untold().select_for_update(of=("self",), skip_locked=True, no_key=True)
        found = list(rows.values_list("pk", flat=True)[:limit])
        if found:
            settle_clocks(found)
    return len(found)


def follow_clocks(rows: Collection[int]) -> None:
    """Reckon clocks anew whose pauses and waivers were put back."""
    settle_clocks(Clock.objects.filter(pk__in=rows).values_list("idea", flat=True))


def _files_of(ideas: Sequence[int]) -> Mapping[int, list[tuple[str, datetime]]]:
    """Standing files of these ideas; an idea that others were merged into shows theirs too."""
    rows = Attachment.objects.standing().filter(Q(idea__in=ideas) | Q(idea__root__in=ideas))
    found: dict[int, list[tuple[str, datetime]]] = defaultdict(list)
    for idea, root, milestone, at in rows.values_list("idea", "idea__root", "milestone", "made_at"):
        for owner in {idea, root}:
            found[owner].append((milestone, at))
    return found


def _clocks_of(ideas: Iterable[int]) -> dict[int, list[Clock]]:
    found: dict[int, list[Clock]] = {idea: [] for idea in ideas}
    rows = Clock.objects.filter(idea__in=found).select_related("policy").order_by("pk")
    for clock in rows.select_for_update(of=("self",)):
        found[clock.idea_id].append(clock)
    return found


def _promised(
    idea: Idea, *, facts: _Facts, known: Sequence[Clock], policies: Sequence[Policy]
) -> list[Clock]:
    """Clocks of public replies that no clock counts from yet."""
    counted = {clock.started_at for clock in known if clock.starts == Starts.PUBLIC_REPLY}
    return [
        clock
        for at in facts.replies()
        if at not in counted
        for clock in new_clocks(idea, starts=Starts.PUBLIC_REPLY, at=at, policies=policies)
    ]


def _settle(clock: Clock, *, facts: _Facts, now: datetime) -> None:
    set_times(clock)
    if clock.starts == Starts.PUBLIC_REPLY:
        clock.is_standing = clock.started_at in facts.replies()
    policy, since = clock.policy, clock.started_at
    ends = (
        facts.first_in(kept_by(policy), since=since),
        facts.first_shown(shown_by(policy), since=since),
    )
    met = min((end for end in ends if end is not None), default=None)
    lapsed = facts.first_in(lapses_by(policy), since=since)
    is_met = met is not None and (lapsed is None or met <= lapsed)
    clock.met_at, clock.lapsed_at = (met, None) if is_met else (None, lapsed)
    if clock.breached_at is not None:
        clock.breached_at = clock.due_at if clock.due_at < (clock.ended_at or now) else None
        clock.escalated_at = clock.escalated_at if clock.breached_at is not None else None

"""Start clocks: for ideas seen for the first time, for bursts, for public replies."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, F, Min, OuterRef

from ideas.models import (
    BurstAlert,
    BurstState,
    Clock,
    ClockPolicy,
    Evidence,
    Idea,
    Starts,
    Status,
    Stay,
)
from ideas.promises import ANSWERED
from ideas.services.clocks.times import set_times

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from ideas.models import IdeaQuerySet

# What comes in later than this after it was posted is an archive, and starts nothing.
LIVE_WITHIN = timedelta(days=1)
# How long ago something may have come in that no clock was started for, workers being away.
_LOOK_BACK = timedelta(days=8)
# Nobody has been answered there.
_WAITING = (Status.CANDIDATE, Status.TRIAGED, Status.IN_REVIEW)


def policies_of(
    line: int | None, *, starts: Starts, policies: Iterable[ClockPolicy]
) -> list[ClockPolicy]:
    """The policies for ideas of a product line: its own take the place of the general ones."""
    fitting = [
        policy
        for policy in policies
        if policy.is_active and policy.starts == starts and policy.product_line_id in (None, line)
    ]
    own = {(policy.kind, policy.until) for policy in fitting if policy.product_line_id is not None}
    return [
        policy
        for policy in fitting
        if policy.product_line_id is not None or (policy.kind, policy.until) not in own
    ]


def new_clocks(
    idea: Idea, *, starts: Starts, at: datetime, policies: Iterable[ClockPolicy]
) -> list[Clock]:
    """Clocks of an idea from a moment on, not written yet; none of a policy made later."""
    found = []
    for policy in policies_of(idea.product_line_id, starts=starts, policies=policies):
        if policy.made_at <= at:
            clock = Clock(
                idea=idea,
                policy=policy,
                starts=starts,
                hours=policy.hours,
                calendar=policy.calendar,
                started_at=at,
            )
            set_times(clock)
            found.append(clock)
    return found


def start_clocks(now: datetime) -> int:
    """Start what receipts and bursts start; answers how many. Again, it starts nothing."""
    policies = list(ClockPolicy.objects.filter(is_active=True))
    started = 0
    for starts, moments in (
        (Starts.FIRST_SIGHTING, _first_receipts),
        (Starts.BURST, _first_bursts),
    ):
        mine = [policy for policy in policies if policy.starts == starts]
        since = max(min((policy.made_at for policy in mine), default=now), now - _LOOK_BACK)
        if mine:
            started += _start(moments(since, now=now), starts=starts, policies=mine)
    return started


@transaction.atomic
def _start(
    moments: Mapping[int, datetime], *, starts: Starts, policies: Sequence[ClockPolicy]
) -> int:
    if not moments:
        return 0
    # what somebody is moving at this moment waits for the next look
    rows = _unanswered(starts).filter(pk__in=list(moments)).order_by("pk")
    ideas = list(rows.select_for_update(of=("self",), skip_locked=True, no_key=True))
    clocks = [
        clock
        for idea in ideas
        for clock in new_clocks(idea, starts=starts, at=moments[idea.pk], policies=policies)
    ]
    known = Clock.objects.filter(idea__in=ideas, starts=starts)
    before = set(known.values_list("idea", flat=True))
    fresh = [clock for clock in clocks if clock.idea_id not in before]
    Clock.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def _unanswered(starts: Starts) -> IdeaQuerySet:
    """Ideas whose fans were never answered, without a clock of this start."""
    answered = Stay.objects.filter(idea=OuterRef("pk"), status__in=ANSWERED)
    clocks = Clock.objects.filter(idea=OuterRef("pk"), starts=starts)
    found = Idea.objects.open().filter(status__in=_WAITING)
    return found.filter(~Exists(answered), ~Exists(clocks)).defer("search_terms")


def _first_receipts(since: datetime, *, now: datetime) -> dict[int, datetime]:
    """When the first request of an idea came in live; what waited longer to be one is no news."""
    asked = since - LIVE_WITHIN
    ideas = _unanswered(Starts.FIRST_SIGHTING).filter(support__last_asked_at__gte=asked)
    live = Evidence.objects.standing().filter(
        idea__in=list(ideas.values_list("pk", flat=True)),
        request__comment__received_at__lte=F("request__comment__created_at") + LIVE_WITHIN,
        request__comment__received_at__gte=F("idea__created_at") - LIVE_WITHIN,
    )
    first = live.order_by().values("idea").annotate(first=Min("request__comment__received_at"))
    return {idea: at for idea, at in first.values_list("idea", "first") if since <= at <= now}


def _first_bursts(since: datetime, *, now: datetime) -> dict[int, datetime]:
    """When a burst about an idea was found."""
    alerts = BurstAlert.objects.filter(idea__isnull=False, found_at__gte=since, found_at__lte=now)
    standing = alerts.exclude(state=BurstState.DISMISSED)
    first = standing.order_by().values("idea__root").annotate(first=Min("found_at"))
    return dict(first.values_list("idea__root", "first"))

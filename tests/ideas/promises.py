"""Makers of policies, clocks and hand-offs, and what their tests ask."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from ideas.models import Clock, ClockPolicy, HandOff, Idea, Status
from ideas.services.clocks import settle_clocks
from ideas.services.clocks.times import set_times
from ideas.services.moving import Given, change_status
from ideas.services.supporting import count_support
from tests.factories import make_evidence, make_idea

if TYPE_CHECKING:
    from django.contrib.auth.models import User

HERE = ZoneInfo("Asia/Shanghai")
LONG_AGO = datetime(2020, 1, 1, tzinfo=HERE)
REPLY = Given(public_reply="https://weibo.example/reply")


def at(text: str) -> datetime:
    """A moment in Shanghai: 2026-02-14 17:30."""
    return datetime.fromisoformat(text).replace(tzinfo=HERE)


def make_policy(kind: str = "answer", **values: Any) -> ClockPolicy:
    """A promise of two hours round the clock from the first request, if not told otherwise."""
    starts = "public_reply" if kind in {"concept", "prototype"} else "first_sighting"
    defaults = {"name": f"{kind} {ClockPolicy.objects.count()}", "starts": starts, "hours": 2}
    made = ClockPolicy.objects.create(kind=kind, made_at=LONG_AGO, **{**defaults, **values})
    return ClockPolicy.objects.get(pk=made.pk)


def only_policies(*kinds: str, **values: Any) -> list[ClockPolicy]:
    """These policies, and none of the house's own."""
    Clock.objects.all().delete()
    ClockPolicy.objects.all().delete()
    return [make_policy(kind, **values) for kind in kinds]


def make_clock(idea: Idea, policy: ClockPolicy, *, started: datetime, **values: Any) -> Clock:
    clock = Clock(
        idea=idea,
        policy=policy,
        starts=policy.starts,
        hours=policy.hours,
        calendar=policy.calendar,
        started_at=started,
        **values,
    )
    set_times(clock)
    clock.save()
    return clock


def make_asked(title: str = "冷宫冰箱", *, received: datetime, **values: Any) -> Idea:
    """An idea with one live request that came in at this moment."""
    idea = make_idea(title, effective=None)
    Idea.objects.filter(pk=idea.pk).update(created_at=received)
    posted = values.pop("posted", received - timedelta(minutes=5))
    make_evidence(idea, received_at=received, created_at=posted, **values)
    count_support([idea.pk])
    settle_clocks([idea.pk])
    return Idea.objects.get(pk=idea.pk)


def acknowledge(idea: Idea, *, actor: User) -> Idea:
    return change_status(idea, to=Status.ACKNOWLEDGED, actor=actor, given=REPLY)


def make_hand_off(idea: Idea, *, actor: User, **values: Any) -> HandOff:
    """A hand-off as if it had been sent, received and decided at these times."""
    defaults = {"from_user": actor, "sent_at": timezone.now()}
    return HandOff.objects.create(idea=idea, **{**defaults, **values})

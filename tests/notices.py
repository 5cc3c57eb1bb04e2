"""Makers of what notices are about: robots, people who hear, bursts, clocks, hand-offs."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.contrib.auth.models import Group, User
from django.utils import timezone

from ideas.models import (
    Announcement,
    Authenticity,
    BurstAlert,
    BurstLine,
    BurstMember,
    Clock,
    ClockPolicy,
    HandOff,
    Idea,
    News,
    Notice,
    NoticePreference,
    Robot,
)
from ideas.models.hearing import events_of_groups
from ideas.roles import EDITOR
from ideas.services.notices.robots import save_robot
from tests.factories import make_cluster, make_idea, make_request
from tests.robots import PATHS, SECRET

_NUMBERS = count(1)


def make_robot(*, kind: str = "wecom", url: str = "", secret: str = SECRET, **values: Any) -> Robot:
    robot = Robot(**{"kind": kind, "name": f"群{next(_NUMBERS)}", **values})
    save_robot(robot, url=url or f"https://robots.example{PATHS[kind]}", secret=secret)
    return robot


def make_colleague(name: str = "", *, group: str = EDITOR, **values: Any) -> User:
    """A member of staff with an e-mail address."""
    name = name or f"colleague{next(_NUMBERS)}"
    user = User.objects.create_user(
        name, **{"is_staff": True, "email": f"{name}@example.com", **values}
    )
    user.groups.add(Group.objects.get(name=group))
    return user


def make_preference(user: User, *, lines: Any = (), **values: Any) -> NoticePreference:
    row = NoticePreference.objects.create(user=user, **values)
    row.lines.set(lines)
    return row


def make_burst(idea: Idea | None = None, **values: Any) -> BurstAlert:
    now = timezone.now()
    cluster = make_cluster(idea)
    defaults = {
        "line": BurstLine.CLUSTER,
        "cluster": cluster,
        "idea": idea,
        "since": now - timedelta(hours=1),
        "last_at": now,
        "requests": 40,
        "fans": 38,
        "expected": 1.5,
        "window": 60,
        "surprise": 30.0,
        "authenticity": Authenticity.ORGANIC,
    }
    alert = BurstAlert.objects.create(**{**defaults, **values})
    BurstMember.objects.create(alert=alert, request=make_request())
    return alert


def make_policy(**values: Any) -> ClockPolicy:
    defaults = {
        "name": f"时限{next(_NUMBERS)}",
        "kind": "answer",
        "starts": "first_sighting",
        "hours": Decimal(2),
    }
    return ClockPolicy.objects.create(**{**defaults, **values})


def make_clock(
    idea: Idea | None = None, *, policy: ClockPolicy | None = None, **values: Any
) -> Clock:
    """A clock that was warned of; `breached_at` makes it a missed one."""
    now = timezone.now()
    policy = policy or make_policy()
    defaults = {
        "policy": policy,
        "starts": policy.starts,
        "hours": policy.hours,
        "calendar": policy.calendar,
        "started_at": now - timedelta(hours=2),
        "due_at": now + timedelta(minutes=20),
        "warned_at": now,
    }
    return Clock.objects.create(idea=idea or make_idea(), **{**defaults, **values})


def make_hand_off(idea: Idea | None = None, **values: Any) -> HandOff:
    if "to_user" not in values and "to_desk" not in values:
        values["to_desk"] = Group.objects.get(name=EDITOR)
    if "from_user" not in values:
        values["from_user"] = make_colleague()
    return HandOff.objects.create(idea=idea or make_idea(), **values)


def make_notice(*, robot: Robot | None = None, user: User | None = None, **values: Any) -> Notice:
    """A notice that is due now, of a digest, which is never stale."""
    now = timezone.now()
    values.setdefault("news", News.DIGEST)
    announced = {"news": values.pop("news"), "row": values.pop("row", next(_NUMBERS))}
    defaults = {
        "announcement": Announcement.objects.create(**announced),
        "subject": "冷宫冰箱",
        "text": "40 条诉求",
        "language": "zh-hans",
        "due_at": now,
        "next_try_at": now,
    }
    return Notice.objects.create(robot=robot, user=user, **{**defaults, **values})


EVERYTHING = [*events_of_groups(), "mention"]

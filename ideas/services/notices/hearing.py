"""Who hears of what: persons by their preferences, robots by their settings."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.models import User
from django.utils import timezone

from engine.notices.mail import is_set_up
from engine.notices.waiting import after_quiet
from ideas.models import EVENT_OF, NoticePreference, Robot, Watch

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime, time

    from ideas.services.notices.items import Item

_BACKEND = "django.contrib.auth.backends.ModelBackend"
# Root idea → who watches it.
Watchers = dict[int, set[int]]


@dataclass(frozen=True, slots=True)
class Ear:
    """A person or robot, as far as notices go."""

    user: int | None
    robot: int | None
    events: frozenset[str]
    lines: frozenset[int]
    hears_all: bool
    language: str
    quiet_from: time | None
    quiet_to: time | None
    groups: frozenset[int] = frozenset()
    email: str = ""

    def wants(self, news: str) -> bool:
        """Whether they chose to hear of such news at all."""
        return EVENT_OF[news] in self.events  # type: ignore[index]

    def after_quiet(self, moment: datetime) -> datetime:
        """The moment, or the end of the quiet hours that it falls into."""
        return after_quiet(
            moment,
            quiet_from=self.quiet_from,
            quiet_to=self.quiet_to,
            zone=timezone.get_default_timezone(),
        )

    def in_line(self, line: int | None) -> bool:
        """Whether they hear of this product line."""
        return self.hears_all or line in self.lines


def robot_ears(*, robots: Collection[int] | None = None) -> list[Ear]:
    """Every active robot, or those of the named ones that are active."""
    rows = Robot.objects.active().order_by("pk")
    if robots is not None:
        rows = rows.filter(pk__in=robots)
    return [_of_robot(row) for row in rows.defer("sealed_url", "sealed_secret")]


def person_ears(*, users: Collection[int] | None = None) -> list[Ear]:
    """Every colleague who may see ideas, or the named ones; in a constant number of queries."""
    rows = User.objects.with_perm("ideas.view_idea", backend=_BACKEND).filter(is_staff=True)
    if users is not None:
        rows = rows.filter(pk__in=users)
    rows = rows.select_related("notice_preference").order_by("pk")
    return [_of_person(row) for row in rows.prefetch_related("groups", "notice_preference__lines")]


def watchers_of(items: Iterable[Item]) -> Watchers:
    """Who watches the ideas of these items, or one merged into them."""
    ideas = {item.idea.pk for item in items if item.idea is not None and item.follows}
    found: Watchers = defaultdict(set)
    if ideas:
        rows = Watch.objects.standing().filter(idea__root__in=ideas)
        for root, user in rows.values_list("idea__root", "user"):
            found[root].add(user)
    return found


def hears(ear: Ear, item: Item, *, watchers: Mapping[int, set[int]]) -> bool:
    """Whether this one is told of it."""
    if not ear.wants(item.news):
        return False
    if ear.user is None:
        return item.in_groups and ear.in_line(item.line)
    if ear.user == item.by:
        return False
    if ear.user in item.users or ear.groups & item.groups:
        return True
    return item.follows and (ear.in_line(item.line) or _is_theirs(ear, item, watchers=watchers))


def _is_theirs(ear: Ear, item: Item, *, watchers: Mapping[int, set[int]]) -> bool:
    if item.idea is None:
        return False
    return ear.user == item.idea.owner_id or ear.user in watchers.get(item.idea.pk, ())


def _of_robot(row: Robot) -> Ear:
    line = row.product_line_id
    return Ear(
        user=None,
        robot=row.pk,
        events=frozenset(row.events),
        lines=frozenset() if line is None else frozenset({line}),
        hears_all=line is None,
        language=row.language,
        quiet_from=row.quiet_from,
        quiet_to=row.quiet_to,
    )


def _of_person(user: User) -> Ear:
    chosen: NoticePreference | None = getattr(user, "notice_preference", None)
    row = chosen or NoticePreference()
    lines = frozenset(line.pk for line in chosen.lines.all()) if chosen else frozenset()
    return Ear(
        user=user.pk,
        robot=None,
        events=frozenset(row.events),
        lines=lines,
        hears_all=row.hears_all,
        language=row.language,
        quiet_from=row.quiet_from,
        quiet_to=row.quiet_to,
        groups=frozenset(group.pk for group in user.groups.all()),
        email=user.email if row.by_email and is_set_up() else "",
    )

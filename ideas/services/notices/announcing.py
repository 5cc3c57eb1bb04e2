"""Announce what happened: once, to everybody it concerns, each in their language and time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from ideas.models import Announcement, Notice
from ideas.services.notices.hearing import hears, person_ears, robot_ears, watchers_of
from ideas.services.notices.queueing import notice_to
from ideas.services.notices.sources import SOURCES
from ideas.services.notices.wording import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ideas.models import News
    from ideas.services.notices.items import Item
    from ideas.services.notices.sources import Source

# What is older when it is first seen is history, such as an archive that was taken in.
_FRESH = timedelta(days=2)
_MOST_AT_ONCE = 200

_Keys = dict[tuple[str, int], int]


@transaction.atomic
def announce_news(*, now: datetime | None = None) -> int:
    """Find what happened and was not told, and announce it; answers how many notices were made.

    Repeated it finds none; two at once announce each thing once. The number of queries does not
    depend on how much happened.
    """
    now = now or timezone.now()
    items = [
        item for news, source in SOURCES.items() for item in _unheard(news, source=source, now=now)
    ]
    return announce(items, now=now)


@transaction.atomic
def announce(items: Sequence[Item], *, now: datetime | None = None) -> int:
    """Write notices for everybody these items concern; who has one of an item gets no other."""
    if not items:
        return 0
    now = now or timezone.now()
    keys = _announced(items, now=now)
    watchers = watchers_of(items)
    ears = [*person_ears(), *robot_ears()]
    notices = [
        notice_to(
            ear,
            announcement=keys[item.news, item.row],
            words=words_of(item, language=ear.language),
            path=item.path,
            idea=None if item.idea is None else item.idea.pk,
            now=now,
        )
        for item in items
        for ear in ears
        if hears(ear, item, watchers=watchers)
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    return len(notices)


def _unheard(news: News, *, source: Source, now: datetime) -> list[Item]:
    if source.items is None:
        return []
    told = Announcement.objects.filter(news=news, row=OuterRef("pk"))
    fresh = {f"{source.when}__gt": now - _FRESH}
    rows = source.rows().filter(~Exists(told), **fresh).order_by(source.when, "pk")
    found = list(rows[:_MOST_AT_ONCE])
    return source.items(found) if found else []


def _announced(items: Sequence[Item], *, now: datetime) -> _Keys:
    """The announcements of these items, made where there was none."""
    made = [Announcement(news=item.news, row=item.row, at=now) for item in items]
    Announcement.objects.bulk_create(made, ignore_conflicts=True)
    which = Q(pk__in=[])
    for news in {item.news for item in items}:
        which |= Q(news=news, row__in=[item.row for item in items if item.news == news])
    found = Announcement.objects.filter(which).values_list("news", "row", "pk")
    return {(news, row): pk for news, row, pk in found}

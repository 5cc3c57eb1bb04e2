"""Make the digest of a day: once, from the hour of the settings on."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from ideas.models import Announcement, News, Notice
from ideas.services.notices.digest.counting import count_day
from ideas.services.notices.digest.telling import digest_words
from ideas.services.notices.hearing import person_ears, robot_ears
from ideas.services.notices.queueing import notice_to

if TYPE_CHECKING:
    from datetime import date

_DAY = timedelta(days=1)
# After a longer pause a digest tells of the last week only.
_LONGEST = timedelta(days=7)


@transaction.atomic
def make_digest(*, now: datetime | None = None) -> int:
    """Queue today's digests, unless they were made or it is too early; answers how many.

    Each tells of the time since the one before. Who has nothing to hear of gets none.
    """
    now = now or timezone.now()
    here = timezone.localtime(now)
    if here.hour < settings.DIGEST_HOUR:
        return 0
    since = _since(now)
    row = _number(here.date())
    made, is_new = Announcement.objects.get_or_create(
        news=News.DIGEST, row=row, defaults={"at": now}
    )
    if not is_new:
        return 0
    ears = [ear for ear in (*person_ears(), *robot_ears()) if ear.wants(News.DIGEST)]
    if not ears:
        return 0
    day = count_day(since, now)
    told = [(ear, digest_words(day, ear=ear, date=here.date())) for ear in ears]
    path = reverse("admin:index")
    notices = [
        notice_to(ear, announcement=made.pk, words=words, path=path, idea=None, now=now)
        for ear, words in told
        if words is not None
    ]
    Notice.objects.bulk_create(notices)
    return len(notices)


def _since(now: datetime) -> datetime:
    last = Announcement.objects.filter(news=News.DIGEST, at__lt=now).order_by("-row").first()
    return now - _DAY if last is None else max(last.at, now - _LONGEST)


def _number(day: date) -> int:
    """A day as the number that its announcement bears, such as 20261122."""
    return day.year * 10_000 + day.month * 100 + day.day

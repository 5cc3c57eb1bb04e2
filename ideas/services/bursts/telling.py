"""What an alert tells a reader: its requests, and where they were posted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count

from feedback.models import FanRequest, Thread
from ideas.models import BurstMember

if TYPE_CHECKING:
    from feedback.models import FanRequestQuerySet
    from ideas.models import BurstAlert

_MOST_THREADS = 20
_UNSEEN = ("embedding", "comment__search_terms", "comment__text_raw")


def requests_of(alert: BurstAlert) -> FanRequestQuerySet:
    """The requests of a burst, the newest first, with all that a page shows."""
    members = BurstMember.objects.filter(alert=alert).values("request")
    rows = FanRequest.objects.filter(pk__in=members)
    return (
        rows.select_related("comment__fan", "comment__thread")
        .defer(*_UNSEEN)
        .order_by("-comment__created_at", "-pk")
    )


def channels_of(alert: BurstAlert) -> list[tuple[str, int]]:
    """How many requests of a burst were posted on each channel, most first."""
    rows = BurstMember.objects.filter(alert=alert).values("request__comment__channel")
    found = rows.annotate(number=Count("pk")).order_by("-number", "request__comment__channel")
    return list(found.values_list("request__comment__channel", "number"))


def threads_of(alert: BurstAlert) -> list[tuple[Thread, int]]:
    """How many requests of a burst stand in each thread, most first; twenty at most."""
    rows = BurstMember.objects.filter(alert=alert, request__comment__thread__isnull=False)
    counted = rows.values("request__comment__thread").annotate(number=Count("pk"))
    ordered = counted.order_by("-number", "request__comment__thread")[:_MOST_THREADS]
    numbers = dict(ordered.values_list("request__comment__thread", "number"))
    threads = Thread.objects.in_bulk(list(numbers))
    return [(threads[pk], number) for pk, number in numbers.items()]

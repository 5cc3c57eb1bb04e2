"""Exactly the fans who asked for an idea, each once, in the order they asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F
from django.db.models.functions import Coalesce

from feedback.models import Role
from ideas.models import Evidence, Vote

if TYPE_CHECKING:
    from datetime import datetime

_FAN = "request__comment__fan"


@dataclass(frozen=True, slots=True)
class Asked:
    """A fan, the first comment in which they asked (None: they voted), and when that was.

    `posted` is when they said so, or when we heard of it where the channel does not tell.
    """

    fan: int
    comment: int | None
    quote: str
    posted: datetime
    received: datetime


def who_asked(idea: int) -> list[Asked]:
    """Fans behind an idea that was not merged away: by what they wrote, or by a vote.

    Earliest posted first, then earliest received. Comments that name no author are nobody's to
    tell. Two queries.
    """
    found = {asked.fan: asked for asked in _wrote(idea)}
    for asked in _voted(idea):
        wrote = found.get(asked.fan)
        found[asked.fan] = asked if wrote is None else _both(wrote, asked)
    return sorted(found.values(), key=lambda asked: (asked.posted, asked.received, asked.fan))


def _wrote(idea: int) -> list[Asked]:
    """Each fan's earliest request."""
    rows = (
        Evidence.objects.of_ideas([idea])
        .filter(**{f"{_FAN}__role": Role.FAN})
        .annotate(
            received=F("request__comment__received_at"),
            posted=Coalesce("request__comment__created_at", "request__comment__received_at"),
        )
        .order_by(_FAN, "posted", "received", "request__comment", "request__start")
        .distinct(_FAN)
    )
    values = rows.values_list(
        _FAN,
        "request__comment",
        "request__text",
        "posted",
        "received",
        named=False,
    )
    return [Asked(*row) for row in values]


def _voted(idea: int) -> list[Asked]:
    votes = Vote.objects.standing().behind([idea]).filter(fan__role=Role.FAN)
    rows = votes.annotate(moment=Coalesce("said_at", "at")).order_by("fan", "moment", "pk")
    return [
        Asked(fan=fan, comment=None, quote="", posted=moment, received=at)
        for fan, moment, at in rows.distinct("fan").values_list("fan", "moment", "at")
    ]


def _both(wrote: Asked, voted: Asked) -> Asked:
    """What they wrote, at the earlier time."""
    posted, received = min((a.posted, a.received) for a in (wrote, voted))
    return Asked(wrote.fan, wrote.comment, wrote.quote, posted, received)

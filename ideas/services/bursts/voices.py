"""Who speaks in a burst: texts, accounts, threads and cases, loaded for the verdict."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce

from feedback.models import Comment, Fan, FanRequest
from feedback.signals import Signals, signals_of
from ideas.bursts.authenticity import Voice
from ideas.models import BurstMember, CaseKind, CaseMember, CaseOutcome

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

# Of a burst of many thousands so many, spread over its whole length, tell as much.
_MOST = 1000


def voices_of(since: dict[int, datetime]) -> dict[int, list[Voice]]:
    """The voices of bursts, by alert and in the order they spoke; `since` says when each began.

    Three statements, however many alerts.
    """
    rows: dict[int, list[FanRequest]] = defaultdict(list)
    members = BurstMember.objects.filter(alert__in=since).select_related("request__comment__fan")
    spoke = Coalesce("request__comment__created_at", "request__comment__received_at")
    for member in members.order_by(spoke, "request").only(
        "alert",
        "request__text",
        "request__comment__created_at",
        "request__comment__thread",
        *(f"request__comment__fan__{name}" for name in _READ_OF_FANS),
    ):
        rows[member.alert_id].append(member.request)
    chosen = {alert: _spread(requests) for alert, requests in rows.items()}
    fans = {r.comment.fan_id for requests in chosen.values() for r in requests}
    first = min(since.values())
    known, accused = _known(fans, before=first), _accused(fans)
    return {
        alert: [_voice(r, known=known, accused=accused) for r in requests]
        for alert, requests in chosen.items()
    }


_READ_OF_FANS = ("followers", "posts", "registered_at", "verified", "masked_name", "name_key")


def _spread(requests: list[FanRequest]) -> list[FanRequest]:
    step = len(requests) / _MOST
    return requests if step <= 1 else [requests[int(place * step)] for place in range(_MOST)]


def _known(fans: Collection[int | None], *, before: datetime) -> set[int]:
    """Fans who wrote to us before, whatever they wrote."""
    earlier = Comment.objects.filter(fan=OuterRef("pk"), created_at__lt=before)
    rows = Fan.objects.filter(Exists(earlier), pk__in=[pk for pk in fans if pk is not None])
    return set(rows.values_list("pk", flat=True))


def _accused(fans: Iterable[int | None]) -> set[int]:
    """Fans in cases; for being new, which a burst sees by itself, only once a person decided."""
    wanted = [pk for pk in fans if pk is not None]
    rows = (
        CaseMember.objects.filter(fan__in=wanted)
        .exclude(case__outcome=CaseOutcome.CLEAR)
        .exclude(case__kind=CaseKind.NEWBORN, case__outcome="")
    )
    return set(rows.values_list("fan", flat=True))


def _voice(request: FanRequest, *, known: set[int], accused: set[int]) -> Voice:
    comment = request.comment
    return Voice(
        text=request.text,
        fan=comment.fan_id,
        signals=_signals(comment.fan, when=comment.created_at),
        thread=comment.thread_id,
        was_here=comment.fan_id in known,
        in_case=comment.fan_id in accused,
    )


def _signals(fan: Fan | None, *, when: datetime | None) -> Signals | None:
    if fan is None:
        return None
    return signals_of(
        followers=fan.followers,
        posts=fan.posts,
        registered_at=fan.registered_at,
        verified=fan.verified,
        is_masked_only=fan.is_masked_only,
        when=when,
    )

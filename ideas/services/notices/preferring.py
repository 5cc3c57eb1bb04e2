"""What a colleague wants to hear of: their own choice, told to nobody and kept in no ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from ideas.models import NoticePreference

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import time

    from django.contrib.auth.models import User

    from feedback.models import ProductLine


@dataclass(frozen=True, slots=True)
class Wish:
    """All that one may choose; `lines` count beside what one owns or watches."""

    events: Sequence[str]
    by_email: bool
    hears_all: bool
    lines: Sequence[ProductLine]
    quiet_from: time | None
    quiet_to: time | None
    language: str


def preference_of(user: User) -> NoticePreference:
    """What a colleague chose, or the defaults, not stored."""
    row = NoticePreference.objects.filter(user=user.pk).first()
    return row or NoticePreference(user=user)


@transaction.atomic
def prefer(user: User, *, wish: Wish) -> NoticePreference:
    """Keep what a colleague chose; notices that wait already are looked at by it too."""
    row, _is_new = NoticePreference.objects.update_or_create(
        user=user,
        defaults={
            "events": list(wish.events),
            "by_email": wish.by_email,
            "hears_all": wish.hears_all,
            "quiet_from": wish.quiet_from,
            "quiet_to": wish.quiet_to,
            "language": wish.language,
        },
    )
    row.lines.set(wish.lines)
    return row

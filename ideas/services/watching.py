"""Who watches which idea.

Who watches hears of the idea's bursts and clocks, see `ideas.services.notices.hearing`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from engine.ledger.services import Actor, Cell, record_operation
from ideas.models import Idea, Watch

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


def watch_idea(idea: Idea, *, user: AbstractBaseUser, actor: Actor) -> bool:
    """Let a colleague watch an idea; answers whether they did not before."""
    return _set_watch(idea, user=user, actor=actor, wanted=True)


def unwatch_idea(idea: Idea, *, user: AbstractBaseUser, actor: Actor) -> bool:
    """Let a colleague watch an idea, and those merged into it, no longer; answers if they did."""
    return _set_watch(idea, user=user, actor=actor, wanted=False)


@transaction.atomic
def _set_watch(idea: Idea, *, user: AbstractBaseUser, actor: Actor, wanted: bool) -> bool:
    standing = _watches_of(idea, user=user)
    if wanted == bool(standing):
        return False
    rows = standing or [_row(idea, user=user)]
    changes = [Cell(row, "is_standing", not wanted, wanted) for row in rows]
    kind = "idea.watch" if wanted else "idea.unwatch"
    record_operation(kind, actor=actor, changes=changes)
    since = {"since": timezone.now()} if wanted else {}
    Watch.objects.filter(pk__in=[row.pk for row in rows]).update(is_standing=wanted, **since)
    return True


def _watches_of(idea: Idea, *, user: AbstractBaseUser) -> list[Watch]:
    # locked by the idea first: two clicks at once are one watch
    Idea.objects.select_for_update(of=("self",), no_key=True).get(pk=idea.pk)
    rows = Watch.objects.standing().filter(idea__root=idea.pk, user=user.pk).order_by("pk")
    return list(rows.select_for_update(of=("self",)))


def _row(idea: Idea, *, user: AbstractBaseUser) -> Watch:
    row, _is_new = Watch.objects.select_for_update(of=("self",)).get_or_create(
        idea=idea, user_id=user.pk, defaults={"is_standing": False}
    )
    return row

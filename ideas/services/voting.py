"""Explicit votes of fans, each with its source; one fan, one vote, whatever was merged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engine.ledger.services import Actor, Cell, plain, record_operation
from feedback.models import Role
from feedback.sources.errors import BadRecord
from feedback.sources.fields import clean_url
from ideas.models import Idea, Vote
from ideas.services.supporting import count_support

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from feedback.models import Fan

MOST_SOURCE = 200
# What a vote that stands again is told anew; undo gives it back what it said before.
RETOLD = ("source", "link", "said_at", "recorded_by", "at")


class VoteRefusedError(ValueError):
    """A vote that cannot be recorded; `name` is the field at fault, or empty."""

    def __init__(self, message: str, *, name: str = "") -> None:
        """Keep the field for the form or answer that shows it."""
        super().__init__(message)
        self.name = name


@dataclass(frozen=True, slots=True)
class Said:
    """Where and when a fan said so: words or a link, and the time if it is known."""

    source: str = ""
    link: str = ""
    said_at: datetime | None = None


@transaction.atomic
def add_vote(
    idea: Idea,
    *,
    fan: Fan,
    actor: Actor,
    source: str = "",
    link: str = "",
    said_at: datetime | None = None,
) -> tuple[Vote, bool]:
    """Record a fan's vote; answers (vote, is new).

    The same fan again changes nothing, be it on an idea merged into this one. A withdrawn vote
    stands again with its new source. Raises VoteRefusedError.
    """
    said = checked(Said(source, link, said_at))
    if fan.role != Role.FAN:
        message = _("Only fans have a vote; this is %(role)s.")
        raise VoteRefusedError(message % {"role": Role(fan.role).label})
    root = _lock_root(idea.pk)
    known = Vote.objects.standing().behind([root.pk]).filter(fan=fan).order_by("pk").first()
    if known is not None:
        return known, False
    vote = Vote.objects.filter(idea=root, fan=fan).first() or Vote(idea=root, fan=fan)
    cells = record_votes([(vote, said)], actor=actor)
    record_operation("idea.vote", actor=actor, reason=said.source or said.link, changes=cells)
    count_support([root.pk])
    return vote, True


@transaction.atomic
def withdraw_vote(vote: Vote, *, actor: Actor, reason: str = "") -> None:
    """Take a fan's vote back, on the idea and on all that was merged into it."""
    root = _lock_root(vote.idea_id)
    rows = list(Vote.objects.standing().behind([root.pk]).filter(fan=vote.fan_id).order_by("pk"))
    Vote.objects.filter(pk__in=[row.pk for row in rows]).update(is_standing=False)
    cells = [Cell(row, "is_standing", True, False) for row in rows]
    record_operation("idea.unvote", actor=actor, reason=reason.strip(), changes=cells)
    count_support([root.pk])


def record_votes(votes: Iterable[tuple[Vote, Said]], *, actor: Actor) -> list[Cell]:
    """Let these votes stand, new rows and withdrawn ones, set-based; answers the cells."""
    told = [(vote, _retell(vote, said, actor=actor)) for vote, said in votes]
    fresh = [vote for vote, _cells in told if vote._state.adding]
    again = [vote for vote, _cells in told if not vote._state.adding]
    cells = [cell for vote, cells in told if not vote._state.adding for cell in cells]
    Vote.objects.bulk_create(fresh, batch_size=1000)
    Vote.objects.bulk_update(again, ["is_standing", *RETOLD], batch_size=500)
    return [*(Cell(vote, "is_standing", False, True) for vote, _cells in told), *cells]


def checked(said: Said, *, now: datetime | None = None) -> Said:
    """What a fan said, fit to be kept; raises VoteRefusedError."""
    source = said.source.strip()
    if "\0" in source or len(source) > MOST_SOURCE:
        message = _("At most %(number)s characters.") % {"number": MOST_SOURCE}
        raise VoteRefusedError(message, name="source")
    try:
        link = clean_url(said.link.strip(), field="link")
    except BadRecord as error:
        raise VoteRefusedError(_(error.reason), name="link") from error
    if not source and not link:
        raise VoteRefusedError(_("A vote needs a source: words or a link."), name="source")
    if said.said_at is not None and said.said_at > (now or timezone.now()):
        raise VoteRefusedError(_("The time has not come yet."), name="said_at")
    return Said(source, link, said.said_at)


def _retell(vote: Vote, said: Said, *, actor: Actor) -> list[Cell]:
    values: dict[str, Any] = {
        "source": said.source,
        "link": said.link,
        "said_at": said.said_at,
        "recorded_by_id": actor.pk if actor is not None else None,
        "at": timezone.now(),
    }
    cells = []
    for name, value in values.items():
        field = name.removesuffix("_id")
        cells.append(Cell(vote, field, plain(getattr(vote, name)), plain(value)))
        setattr(vote, name, value)
    vote.is_standing = True
    return cells


def _lock_root(idea: int) -> Idea:
    """Lock the idea that counts for this one; votes go there."""
    while True:
        root = Idea.objects.select_for_update(of=("self",)).get(family=idea)
        # merged away while we waited for the lock: then another counts by now
        if root.merged_into_id is None:
            return root

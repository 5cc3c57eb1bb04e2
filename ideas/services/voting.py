"""Explicit votes of fans, each with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from engine.ledger.services import Actor, Cell, record_operation
from ideas.models import Idea, Vote
from ideas.services.supporting import count_support

if TYPE_CHECKING:
    from feedback.models import Fan


@transaction.atomic
def add_vote(idea: Idea, *, fan: Fan, source: str, actor: Actor) -> tuple[Vote, bool]:
    """Record a fan's vote; the same fan again changes nothing. Answers (vote, is new)."""
    if not source.strip():
        message = "a vote needs a source"
        raise ValueError(message)
    vote, is_new = Vote.objects.get_or_create(
        idea=idea,
        fan=fan,
        defaults={
            "source": source.strip()[:200],
            "recorded_by_id": actor.pk if actor is not None else None,
        },
    )
    if is_new:
        record_operation(
            "idea.vote", actor=actor, reason=vote.source, changes=[_cell(idea, None, fan.pk)]
        )
        count_support([idea.pk])
    return vote, is_new


@transaction.atomic
def withdraw_vote(vote: Vote, *, actor: Actor, reason: str = "") -> None:
    """Take a vote back; the ledger keeps that it was there."""
    idea, fan = vote.idea, vote.fan_id
    vote.delete()
    record_operation("idea.unvote", actor=actor, reason=reason, changes=[_cell(idea, fan, None)])
    count_support([idea.pk])


def _cell(idea: Idea, before: int | None, after: int | None) -> Cell:
    return Cell(idea, "votes", before, after)

"""The list of fans to tell of a milestone: made when it is reached, kept exact afterwards.

The list is derived from who stands behind the idea; what people do with it is in telling.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.models import Fan
from ideas.models import LAUNCHED, MILESTONES, Idea, OptOut, Outreach, OutreachState, Status, Stay
from ideas.services.outreach.asking import who_asked
from ideas.services.outreach.drafting import Drafter
from ideas.services.outreach.errors import OutreachError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from ideas.models import OutreachQuerySet
    from ideas.services.outreach.asking import Asked

_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Planned:
    """What became of a list: fans on it now, added to it, and taken off."""

    listed: int
    added: int
    gone: int


def milestone_of(status: Status | str) -> Status | None:
    """What fans are told of an idea that stands here."""
    if status in LAUNCHED:
        return Status.LAUNCHED
    return Status(status) if status in MILESTONES else None


@transaction.atomic
def plan_outreach(idea: Idea, *, milestone: Status | str) -> Planned:
    """List exactly the fans who asked, each once, the first asker marked.

    Again, it adds who asked since and takes off who stands behind the idea no longer; who was told
    stays told. Raises OutreachError where the idea has not come so far. A constant number of
    statements, whatever the number of fans.
    """
    root = Idea.objects.select_for_update(of=("self",), no_key=True).get(family=idea)
    if milestone not in MILESTONES:
        raise OutreachError(_("Fans are told of no such milestone."), name="milestone")
    if milestone_of(root.status) != milestone and not _reached([root.pk], {str(milestone)}):
        raise OutreachError(_("The idea has not come so far."), name="milestone")
    rows = Outreach.objects.of([root.pk]).filter(milestone=milestone)
    asked = who_asked(root.pk)
    known = set(rows.values_list("fan", flat=True))
    added = _add(root, milestone=milestone, asked=[a for a in asked if a.fan not in known])
    gone = _keep_exact(rows, asked=asked)
    return Planned(listed=rows.once().count(), added=added, gone=gone)


@transaction.atomic
def settle_outreach(ideas: Iterable[int]) -> None:
    """Bring the lists of these ideas in order with what stands: after undos and merges.

    The list of a milestone that was never reached, as its move was taken back, waits for nobody.
    """
    roots = Idea.objects.filter(pk__in=set(ideas)).values("root")
    rows = Outreach.objects.filter(idea__root__in=roots)
    lists = set(rows.values_list("idea__root", "milestone").order_by().distinct())
    if not lists:
        return
    reached = _reached({root for root, _name in lists}, {name for _root, name in lists})
    for root, name in sorted(lists - reached):
        stale = rows.filter(idea__root=root, milestone=name, is_standing=True)
        stale.exclude(state=OutreachState.SENT).update(is_standing=False, is_first_asker=False)
    for root, name in sorted(lists & reached):
        plan_outreach(Idea.objects.get(pk=root), milestone=name)


def plan_current() -> int:
    """Let the list of where each idea stands now follow who asked since; answers how many."""
    past = Idea.objects.open().filter(status__in=[*MILESTONES, *LAUNCHED]).order_by("pk")
    number = 0
    for idea in past.only("status"):
        milestone = milestone_of(idea.status)
        if milestone is not None:
            number += plan_outreach(idea, milestone=milestone).added
    return number


def _reached(ideas: Collection[int], milestones: Collection[str]) -> set[tuple[int, str]]:
    stays = Stay.objects.filter(idea__in=ideas, status__in=milestones)
    return set(stays.values_list("idea", "status").order_by().distinct())


def _add(root: Idea, *, milestone: Status | str, asked: Sequence[Asked]) -> int:
    if not asked:
        return 0
    wanted = [one.fan for one in asked]
    fans = Fan.objects.in_bulk(wanted)
    out = set(OptOut.objects.standing().filter(fan__in=wanted).values_list("fan", flat=True))
    drafter = Drafter(root, milestone=milestone)
    Outreach.objects.bulk_create(
        [
            Outreach(
                idea=root,
                milestone=milestone,
                fan_id=one.fan,
                comment_id=one.comment,
                draft=drafter.draft(fans[one.fan], quote=one.quote),
                state=OutreachState.OPTED_OUT if one.fan in out else OutreachState.QUEUED,
            )
            for one in asked
        ],
        batch_size=_BATCH,
    )
    return len(asked)


def _keep_exact(rows: OutreachQuerySet, *, asked: Sequence[Asked]) -> int:
    """Let stand exactly who asked and who was told; mark who asked first."""
    behind = [one.fan for one in asked]
    waiting = rows.exclude(state=OutreachState.SENT)
    gone = waiting.filter(is_standing=True).exclude(fan__in=behind).update(is_standing=False)
    waiting.filter(is_standing=False, fan__in=behind).update(is_standing=True)
    first = behind[:1]
    rows.filter(is_first_asker=True).exclude(fan__in=first).update(is_first_asker=False)
    rows.filter(is_first_asker=False, fan__in=first).update(is_first_asker=True)
    return gone

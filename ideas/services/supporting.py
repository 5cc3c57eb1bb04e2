"""Count support: mentions, fans, effective; set-based, the same whenever it is repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ideas.models import Idea, Support
from ideas.services.gathering import Then, gather_clusters, gather_given, gather_ideas
from ideas.support.counting import Numbers, count

if TYPE_CHECKING:
    from collections.abc import Iterable

FORMULA = "support-2"


def support_of_clusters(clusters: Iterable[int]) -> dict[int, Numbers]:
    """Count what stands behind each of these clusters, pinned requests left out.

    What a person put into an idea does not make another one.
    """
    wanted = sorted(set(clusters))
    found = gather_clusters(wanted) if wanted else {}
    return {owner: count(known) for owner, known in found.items()}


def support_of_ideas(ideas: Iterable[int]) -> dict[int, Numbers]:
    """Count what stands behind each of these ideas, votes and all that was merged into it.

    An idea that was merged away has nothing of its own.
    """
    wanted = sorted(set(ideas))
    found = gather_ideas(wanted) if wanted else {}
    return {owner: count(known) for owner, known in found.items()}


def support_of_given(
    owner: int, *, requests: Iterable[int], fans: Iterable[int], then: Then | None = None
) -> Numbers:
    """Count what would stand behind an idea on these requests and the votes of these fans.

    Whether the requests ask for something is taken as given. Roles and cases are those of now
    where `then` does not tell others.
    """
    return count(gather_given(owner, requests=requests, fans=fans, then=then))


@transaction.atomic
def count_support(ideas: Iterable[int]) -> int:
    """Count these ideas, and those they went to, anew; answers how many numbers changed."""
    wanted = list(ideas)
    roots = Idea.objects.filter(pk__in=wanted).values("root")
    # One order of locking for every counter: two of them can never wait for each other.
    rows = list(
        Idea.objects.select_for_update(of=("self",))
        .filter(Q(pk__in=wanted) | Q(pk__in=roots))
        .order_by("pk")
    )
    before = Support.objects.in_bulk([row.pk for row in rows])
    found = support_of_ideas([row.pk for row in rows])
    fresh = [_row(row.pk, found[row.pk]) for row in rows]
    changed = [row for row in fresh if _differs(row, before.get(row.pk))]
    Support.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["idea"],
        update_fields=[f.name for f in Support._meta.fields if f.name != "idea"],
    )
    Idea.objects.filter(pk__in=[row.pk for row in changed]).update(updated_at=timezone.now())
    return len(changed)


def count_outdated(*, limit: int) -> int:
    """Count some open ideas that another formula counted, or none; answers how many it took."""
    outdated = Idea.objects.open().exclude(support__formula=FORMULA).order_by("pk")
    wanted = list(outdated.values_list("pk", flat=True)[:limit])
    if wanted:
        count_support(wanted)
    return len(wanted)


def _row(idea: int, numbers: Numbers) -> Support:
    return Support(
        idea_id=idea,
        mentions=numbers.mentions,
        fans=numbers.fans,
        effective=numbers.effective,
        low=numbers.low,
        high=numbers.high,
        likes=numbers.likes,
        discounts=numbers.discounts,
        first_asked_at=numbers.first_asked_at,
        last_asked_at=numbers.last_asked_at,
        votes=numbers.votes,
        formula=FORMULA,
    )


def _differs(row: Support, before: Support | None) -> bool:
    if before is None:
        return True
    names = [f.name for f in Support._meta.fields if f.name not in {"idea", "counted_at"}]
    return any(getattr(row, name) != getattr(before, name) for name in names)

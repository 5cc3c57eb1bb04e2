"""Ideas and series follow when somebody is another to us: what they asked for counts anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedback.recounting import when_roles_change
from ideas.models import Evidence, Vote
from ideas.services.series.settling import settle_fans
from ideas.services.supporting import count_support

if TYPE_CHECKING:
    from collections.abc import Collection


def follow_fans(fans: Collection[int]) -> None:
    """Count every idea behind which one of these fans stands, and the series of their requests.

    In a constant number of queries. Series come first: they wait for the lock of who writes
    clusters, which everybody takes before rows of support.
    """
    settle_fans(fans)
    asked = Evidence.objects.filter(request__comment__fan__in=fans).values_list("idea", flat=True)
    voted = Vote.objects.standing().filter(fan__in=fans).values_list("idea", flat=True)
    count_support({*asked, *voted})


when_roles_change(follow_fans)

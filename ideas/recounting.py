"""Ideas follow when somebody is another to us: those they asked for or voted for count anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedback.recounting import when_roles_change
from ideas.models import Evidence, Vote
from ideas.services.supporting import count_support

if TYPE_CHECKING:
    from collections.abc import Collection


def follow_fans(fans: Collection[int]) -> None:
    """Count every idea behind which one of these fans stands, in a constant number of queries."""
    asked = Evidence.objects.filter(request__comment__fan__in=fans).values_list("idea", flat=True)
    voted = Vote.objects.standing().filter(fan__in=fans).values_list("idea", flat=True)
    count_support({*asked, *voted})


when_roles_change(follow_fans)

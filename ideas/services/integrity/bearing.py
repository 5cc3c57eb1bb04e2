"""Which ideas a case bears on: those that stand on what its members said, and its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedback.models import Comment
from ideas.models import CaseMember, Evidence, IntegrityCase
from ideas.services.supporting import count_support

if TYPE_CHECKING:
    from collections.abc import Collection


def ideas_of_cases(cases: Collection[int]) -> set[int]:
    """The ideas, by where merges led."""
    members = CaseMember.objects.filter(case__in=cases)
    stands = Evidence.objects.said_in(Comment.objects.filter(pk__in=members.values("comment")))
    found_in = IntegrityCase.objects.filter(pk__in=cases, idea__isnull=False).order_by()
    return {
        *stands.order_by().values_list("idea", flat=True).distinct(),
        *found_in.values_list("idea__root", flat=True),
    }


def follow_cases(rows: Collection[int]) -> None:
    """Count the ideas anew whose cases were decided otherwise."""
    count_support(ideas_of_cases(rows))

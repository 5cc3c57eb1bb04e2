"""Requests that a person decided about: the rooms that know say how to tell, in `keeping` modules.

A question in the database is asked and no column kept: so nothing can be out of step with what
people said, took back or brought back.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import TypeAlias

from django.db.models import Exists, Q

# A condition on a request, which it knows as OuterRef("pk").
Question: TypeAlias = Callable[[], Exists]

_QUESTIONS: list[Question] = []


def keep_requests(*questions: Question) -> None:
    """Let no reading replace the requests for which one of these holds."""
    _QUESTIONS.extend(questions)


def is_kept() -> Q:
    """The condition that a person decided about a request."""
    return reduce(or_, (Q(question()) for question in _QUESTIONS), Q(pk__in=[]))

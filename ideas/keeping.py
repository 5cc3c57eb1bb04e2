"""Which requests people decided about here: those pinned, barred, or judged beside another."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from feedback.keeping import keep_requests
from ideas.models import Pin, Verdict


def _is_pinned() -> Exists:
    return Exists(Pin.objects.standing().filter(request=OuterRef("pk")))


def _is_judged() -> Exists:
    named = Q(one=OuterRef("pk")) | Q(other=OuterRef("pk"))
    return Exists(Verdict.objects.standing().filter(named))


keep_requests(_is_pinned, _is_judged)

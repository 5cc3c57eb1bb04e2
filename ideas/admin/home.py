"""The first page: how the work stands, and the strongest ideas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback.models import Comment, FanRequest
from ideas.admin.words import fans_in_words, status_chip, support_of
from ideas.models import Clock, HandOff, Idea, Status

if TYPE_CHECKING:
    from django.http import HttpRequest

_TOP = 10


def home_context(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add the numbers this person may see to the index page."""
    context["title"] = _("Home")
    context["home"] = {
        "comments": _comments() if request.user.has_perm("feedback.view_comment") else None,
        "ideas": _ideas() if request.user.has_perm("ideas.view_idea") else None,
        "promises": _promises(request) if request.user.has_perm("ideas.view_clock") else None,
    }
    return context


def _promises(request: HttpRequest) -> dict[str, int]:
    now = timezone.now()
    running = Clock.objects.running()
    found = running.aggregate(
        overdue=Count("pk", filter=Q(due_at__lt=now)),
        soon=Count("pk", filter=Q(due_at__gte=now, warns_at__lte=now)),
    )
    mine = HandOff.objects.waiting().at_desk_of(request.user).order_by()
    return {**found, "mine": mine.count()}


def _comments() -> dict[str, int]:
    return {
        "unread": Comment.objects.unread().count(),
        "ungrouped": FanRequest.objects.to_group().count(),
        "requests": FanRequest.objects.current().count(),
    }


def _ideas() -> dict[str, Any]:
    counts = dict(Idea.objects.open().order_by().values_list("status").annotate(number=Count("pk")))
    return {
        "by_status": [
            {"chip": status_chip(status), "status": status, "number": counts[status]}
            for status in Status.values
            if counts.get(status)
        ],
        "top": [_row(place, idea) for place, idea in enumerate(_strongest(), start=1)],
    }


def _strongest() -> Any:
    return Idea.objects.open().with_numbers().ranked().defer("search_terms")[:_TOP]


def _row(place: int, idea: Idea) -> dict[str, Any]:
    support = support_of(idea)
    return {
        "place": place,
        "idea": idea,
        "chip": status_chip(idea.status),
        "effective": f"{support.effective:.1f}" if support is not None else "–",
        "fans": fans_in_words(support) if support is not None else "–",
        "mentions": support.mentions if support is not None else "–",
    }

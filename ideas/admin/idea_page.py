"""What an idea's page tells beside the form: moves, numbers, evidence, votes, history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from engine.ledger.history import Entry, history_of, plain
from feedback.models import Fan, ProductLine
from ideas.admin.attachments import attachments_card, files_ever_on
from ideas.admin.clocks import clocks_card
from ideas.admin.decisions import decisions_card
from ideas.admin.evidence import pieces
from ideas.admin.handoffs import decision_words, hand_offs_card
from ideas.admin.notes import notes_card, notes_ever_on
from ideas.admin.outreach_card import outreach_card
from ideas.admin.request_acts import JUDGE
from ideas.admin.structure import arranging_card
from ideas.admin.trends import idea_trend
from ideas.admin.watches import watch_card
from ideas.admin.words import (
    asked_after_launch_chip,
    discounts,
    fans_in_words,
    range_in_words,
    status_chip,
    support_of,
)
from ideas.models import Clock, Cluster, Decision, Evidence, HandOff, Idea, Vote
from ideas.services.moving import allowed_moves
from ideas.status_words import needs_of, status_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from ideas.models import VoteQuerySet

_EVIDENCE_A_PAGE = 20
_MOST_SHOWN = 50


def page_context(request: HttpRequest, idea: Idea) -> dict[str, Any]:
    """Everything the templates around the form need."""
    support = support_of(idea)
    rows = Evidence.objects.of_ideas([idea.pk]).to_show()
    page = Paginator(rows, _EVIDENCE_A_PAGE).get_page(request.GET.get("evidence"))
    return {
        "status_chip": status_chip(idea.status),
        "still_asked_chip": asked_after_launch_chip() if idea.is_asked_after_launch() else "",
        **decisions_card(request, idea),
        "moves": _moves(request, idea),
        "support": support,
        "fans": fans_in_words(support) if support is not None else "",
        "range": range_in_words(support) if support is not None else "",
        "discounts": discounts(support),
        "evidence": page,
        "pieces": pieces((row.request, row.assignment, row.pin_id) for row in page.object_list),
        "clusters": list(_clusters(idea)),
        "may_judge": request.user.has_perm(JUDGE),
        "judged_for": idea.pk,
        **arranging_card(request),
        "votes": list(_votes(Vote.objects.standing().behind([idea.pk]))),
        "may_vote": request.user.has_perm("ideas.add_vote"),
        "may_unvote": request.user.has_perm("ideas.delete_vote"),
        "clocks_card": clocks_card(request, idea),
        "hand_offs_card": hand_offs_card(request, idea),
        "outreach_card": outreach_card(request, idea),
        **attachments_card(request, idea),
        **watch_card(request, idea),
        "notes_card": notes_card(request, idea),
        "trend_card": idea_trend(idea),
        "history": idea_history(request, idea),
    }


def idea_history(request: HttpRequest, idea: Idea) -> list[Entry]:
    """What people did to the idea, its files and its notes, and what was merged into it."""
    return history_of(
        idea,
        pointed_by={"merged_into": _("merged into this one")},
        person=request.user,
        also=[
            *files_ever_on(request, idea),
            *notes_ever_on(request, idea),
            *Decision.objects.filter(idea=idea).told()[:_MOST_SHOWN],
            *Clock.objects.filter(idea=idea).select_related("policy")[:_MOST_SHOWN],
            *HandOff.objects.filter(idea=idea).told()[:_MOST_SHOWN],
            *_votes(Vote.objects.behind([idea.pk])),
        ],
        says={
            "owner": _name_in(dict(User.objects.values_list("pk", "username"))),
            "product_line": _name_in(dict(ProductLine.objects.values_list("pk", "name"))),
            "votes": _fan_name,
            "decided_at": decision_words,
        },
    )


def _moves(request: HttpRequest, idea: Idea) -> list[dict[str, str]]:
    if not request.user.has_perm("ideas.change_idea") or idea.merged_into_id is not None:
        return []
    return [
        {"to": str(move.target), "name": status_name(move.target), "needs": needs_of(move)}
        for move in allowed_moves(idea, actor=request.user)
    ]


def _clusters(idea: Idea) -> Any:
    return Cluster.objects.filter(idea__root=idea).order_by("-size", "pk").defer("centroid")


def _votes(votes: VoteQuerySet) -> Iterable[Vote]:
    return votes.select_related("fan", "idea", "recorded_by").order_by("-at", "-pk")[:_MOST_SHOWN]


def _name_in(names: dict[int, str]) -> Any:
    return lambda value: plain(names.get(value, value))


def _fan_name(value: object) -> str:
    if not isinstance(value, int):
        return plain(value)
    return next((str(fan) for fan in Fan.objects.filter(pk=value)), f"#{value}")

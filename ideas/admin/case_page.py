"""What a case's page tells: why, the ideas it bears on, members, what decisions would change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import now

from engine.ledger.history import history_of
from feedback.admin.html import excerpt
from feedback.admin.labels import fan_name, when
from feedback.signal_words import told_signals
from ideas.case_words import told_case
from ideas.models import CaseOutcome, Idea, IntegrityCase
from ideas.services.integrity import rehearse_decision
from ideas.services.integrity.bearing import ideas_of_cases

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

    from engine.ledger.services import Actor
    from ideas.models import CaseMember
    from ideas.support.counting import Numbers

_MEMBERS_A_PAGE = 20
_MOST_IDEAS = 20
_WIDTH = 280


@dataclass(frozen=True, slots=True)
class Member:
    """One comment of a member, with what its source tells of the account."""

    comment: int
    fan: int
    name: SafeString
    channel: str
    text: SafeString
    time: str
    thread: str
    standing: str


@dataclass(frozen=True, slots=True)
class Effect:
    """An idea's numbers as they are, and after each outcome."""

    idea: Idea
    before: Numbers
    after: tuple[tuple[str, Numbers], ...]


def around_case(request: HttpRequest, case: IntegrityCase) -> dict[str, Any]:
    """What stands below the case's own fields."""
    page = Paginator(case.members.to_show(), _MEMBERS_A_PAGE).get_page(request.GET.get("members"))
    ideas = Idea.objects.with_numbers().filter(pk__in=ideas_of_cases([case.pk]))
    return {
        "told": told_case(case.reasons),
        "ideas": list(ideas.defer("search_terms").order_by("pk")[:_MOST_IDEAS]),
        "members": page,
        "pieces": [_member(row) for row in page.object_list],
        "history": history_of(
            case, says={"outcome": _outcome, "decided_by": _colleague}, person=request.user
        ),
    }


def numbers_by_outcome(case: IntegrityCase, *, actor: Actor) -> list[Effect]:
    """What each decision would make of the ideas it bears on: rehearsed and taken back."""
    done = {
        outcome: rehearse_decision(case, outcome=outcome, actor=actor, reason="-")
        for outcome in CaseOutcome
    }
    before = done[CaseOutcome.CAP].before
    ideas = Idea.objects.defer("search_terms").in_bulk(sorted(before)[:_MOST_IDEAS])
    return [
        Effect(
            idea=idea,
            before=before[pk],
            after=tuple(
                (str(outcome.label), rehearsed.after[pk])
                for outcome, rehearsed in done.items()
                if rehearsed.after is not None
            ),
        )
        for pk, idea in ideas.items()
    ]


def case_link(pk: int) -> SafeString:
    """A link to another case."""
    url = reverse("admin:ideas_integritycase_change", args=[pk])
    return format_html('<a class="lg-link" href="{}">#{}</a>', url, pk)


def _member(row: CaseMember) -> Member:
    comment = row.comment
    return Member(
        comment=comment.pk,
        fan=row.fan_id,
        name=fan_name(comment),
        channel=comment.get_channel_display(),
        text=excerpt(comment.text, width=_WIDTH),
        time=when(comment),
        thread=str(comment.thread)[:60] if comment.thread is not None else "",
        standing=told_signals(row.fan, when=comment.created_at or now()).standing,
    )


def _outcome(value: Any) -> str:
    return str(CaseOutcome(value).label) if value in CaseOutcome.values else ""


def _colleague(value: Any) -> str:
    return str(User.objects.filter(pk=value).first() or "") if value is not None else ""

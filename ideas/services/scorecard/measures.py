"""What the scorecard counts: each measure is a question that answers the rows it counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Q, Subquery

from feedback.models import Comment, FanRequest
from ideas.models import (
    LAUNCHED,
    Clock,
    ClockKind,
    Evidence,
    Idea,
    Outreach,
    OutreachState,
    Status,
    Stay,
)
from ideas.statuses import FORWARD

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.db.models import QuerySet

    from feedback.models import FanRequestQuerySet
    from ideas.models import ClockQuerySet, IdeaQuerySet, OutreachQuerySet


@dataclass(frozen=True, slots=True)
class Scope:
    """A period (the end is not of it), a product line or all, and what time it is."""

    since: datetime
    until: datetime
    now: datetime
    line: int | None = None

    def covers(self, path: str) -> Q:
        """The condition that a time lies within the period."""
        return Q(**{f"{path}__gte": self.since, f"{path}__lt": self.until})

    def of_line(self, path: str = "") -> Q:
        """The condition that an idea is of the product line."""
        return Q() if self.line is None else Q(**{f"{path}product_line": self.line})


@dataclass(frozen=True, slots=True)
class Measure:
    """One number: its rows, in no order."""

    rows: Callable[[Scope], QuerySet[Any]]


def _comments(scope: Scope) -> QuerySet[Comment]:
    found = Comment.objects.filter(scope.covers("received_at"))
    if scope.line is None:
        return found
    return found.filter(pk__in=_behind(scope).values("request__comment"))


def _requests(scope: Scope) -> FanRequestQuerySet:
    found = FanRequest.objects.standing().filter(scope.covers("comment__received_at"))
    return found if scope.line is None else found.filter(pk__in=_behind(scope).values("request"))


def _behind(scope: Scope) -> QuerySet[Evidence]:
    return Evidence.objects.standing().filter(scope.of_line("idea__"))


def _ideas(scope: Scope) -> IdeaQuerySet:
    return Idea.objects.open().filter(scope.covers("created_at"), scope.of_line())


def _reached(status: Status) -> Callable[[Scope], IdeaQuerySet]:
    """Ideas of the period that came at least so far, at whatever time."""
    beyond = FORWARD[FORWARD.index(status) :]

    def rows(scope: Scope) -> IdeaQuerySet:
        stood = Stay.objects.filter(idea=OuterRef("pk"), status__in=beyond)
        return _ideas(scope).filter(Exists(stood))

    return rows


def _to_decide(scope: Scope) -> IdeaQuerySet:
    return _ideas(scope).exclude(status=Status.DISMISSED)


def _decided(scope: Scope) -> IdeaQuerySet:
    return _to_decide(scope).filter(status__in=[*LAUNCHED, Status.DECLINED])


def _answers_due(scope: Scope) -> ClockQuerySet:
    """Answers that fell due; not what was waived or lapsed before, nor what is paused."""
    due = Clock.objects.binding().filter(scope.covers("due_at"), scope.of_line("idea__"))
    found = due.filter(policy__kind=ClockKind.ANSWER, paused_at__isnull=True, due_at__lt=scope.now)
    waived, lapsed = Q(waived_at__lte=F("due_at")), Q(lapsed_at__lte=F("due_at"))
    # what was answered in time was answered, whatever was said of it later
    return found.filter(Q(met_at__lte=F("due_at")) | ~(_known(waived) | _known(lapsed)))


def _answered(scope: Scope) -> ClockQuerySet:
    return _answers_due(scope).filter(met_at__lte=F("due_at"))


def _told(scope: Scope) -> IdeaQuerySet:
    """Launched ideas of the period of whose launch a fan who asked was told."""
    sent = Outreach.objects.standing().filter(
        idea__root=OuterRef("pk"), milestone=Status.LAUNCHED, state=OutreachState.SENT
    )
    return _reached(Status.LAUNCHED)(scope).filter(Exists(sent))


def _last_told(scope: Scope) -> OutreachQuerySet:
    """Of each fan told within the period, the last time they were."""
    sent = Outreach.objects.standing().filter(
        scope.covers("sent_at"), scope.of_line("idea__root__"), state=OutreachState.SENT
    )
    last = sent.filter(fan=OuterRef("fan")).order_by("-sent_at", "-pk").values("pk")
    return sent.filter(pk=Subquery(last[:1]))


def _heard(scope: Scope) -> OutreachQuerySet:
    """Fans told who said something since, and it is read."""
    return _last_told(scope).heard()


def _satisfied(scope: Scope) -> OutreachQuerySet:
    return _last_told(scope).satisfied()


def _known(condition: Q) -> Q:
    """The condition, false where a time it compares is not known."""
    ((name, _value),) = condition.children  # type: ignore[misc]
    return condition & Q(**{f"{str(name).split('__')[0]}__isnull": False})


def _standing_in(status: Status) -> Callable[[Scope], IdeaQuerySet]:
    def rows(scope: Scope) -> IdeaQuerySet:
        return Idea.objects.open().filter(scope.of_line(), status=status)

    return rows


def _left(status: Status) -> Callable[[Scope], IdeaQuerySet]:
    def rows(scope: Scope) -> IdeaQuerySet:
        stays = Stay.objects.filter(scope.covers("until"), idea=OuterRef("pk"), status=status)
        return Idea.objects.open().filter(scope.of_line()).filter(Exists(stays))

    return rows


# The funnel in its order.
FUNNEL = (
    "comments",
    "requests",
    "ideas",
    "acknowledged",
    "concept",
    "prototype",
    "launched",
    "told",
)
MEASURES: dict[str, Measure] = {
    "comments": Measure(_comments),
    "requests": Measure(_requests),
    "ideas": Measure(_ideas),
    **{
        str(status): Measure(_reached(status))
        for status in (Status.ACKNOWLEDGED, Status.CONCEPT, Status.PROTOTYPE, Status.LAUNCHED)
    },
    "answers_due": Measure(_answers_due),
    "answered": Measure(_answered),
    "told": Measure(_told),
    "heard": Measure(_heard),
    "satisfied": Measure(_satisfied),
    "to_decide": Measure(_to_decide),
    "decided": Measure(_decided),
    **{f"in_{status}": Measure(_standing_in(status)) for status in Status},
    **{f"left_{status}": Measure(_left(status)) for status in Status},
}


def rows_behind(name: str, *, scope: Scope) -> QuerySet[Any]:
    """The rows that a number counts; KeyError for one that nobody knows."""
    return MEASURES[name].rows(scope)

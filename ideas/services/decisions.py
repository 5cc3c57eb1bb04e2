"""Rows of decisions: made with the numbers as they stand, taken back when another holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from engine.ledger.services import Cell
from ideas.models import Decision, Outcome, Route, Support
from ideas.services.gauging import Gauge, gauge_of
from ideas.services.needs import LackingError, checked_approver, checked_route
from ideas.services.supporting import count_support

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.ledger.services import Actor
    from ideas.models import Idea
    from ideas.services.needs import Given


def make_decision(
    idea: Idea, *, outcome: Outcome, given: Given, actor: Actor, reason: str
) -> tuple[Decision, list[Cell]]:
    """Make the one decision that stands on an idea whose row is locked; answers (row, cells).

    Counts the support first, so that the numbers are those of now. Raises LackingError where
    the route's gate stays shut.
    """
    count_support([idea.pk])
    support = Support.objects.get(idea=idea)
    gauge = gauge_of(idea, effective=support.effective)
    resolved = _resolved(outcome, given=given, gauge=gauge, reason=reason)
    cells = take_back([idea.pk])
    made = Decision.objects.create(
        idea=idea,
        outcome=outcome,
        reason=reason,
        made_by_id=_person(actor),
        mentions=support.mentions,
        fans=support.fans,
        effective=support.effective,
        votes=support.votes,
        expected_units=gauge.expected,
        threshold=gauge.threshold,
        **resolved,
    )
    return made, [*cells, Cell(made, "is_standing", False, True)]


def _person(actor: Actor) -> int:
    if actor is None or actor.pk is None:
        message = "a decision is made by a person"
        raise ValueError(message)
    return int(actor.pk)


def take_back(ideas: Iterable[int]) -> list[Cell]:
    """Let the decisions on these ideas hold no longer; answers the changed cells."""
    rows = list(Decision.objects.standing().filter(idea__in=list(ideas)).order_by("pk"))
    Decision.objects.filter(pk__in=[row.pk for row in rows]).update(is_standing=False)
    return [Cell(row, "is_standing", True, False) for row in rows]


def _resolved(outcome: Outcome, *, given: Given, gauge: Gauge, reason: str) -> dict[str, Any]:
    if outcome == Outcome.DECLINE:
        return {"public_reason": given.public_reason}
    if outcome == Outcome.PARK:
        return {"revisit_on": given.revisit_on}
    route = checked_route(given.route)
    if route == Route.SMALL_BATCH:
        return {"route": route, "approver": checked_approver(given, reason=reason)}
    _refuse_below(gauge)
    return {"route": route, "approver": given.approver}


def _refuse_below(gauge: Gauge) -> None:
    if gauge.expected is None:
        message = _("Set the product line first: the expected units depend on it.")
        raise LackingError(message, name="route")
    if not gauge.is_reached:
        message = _(
            "Mass production needs %(threshold)s expected units, and there are %(expected)s. "
            "A small batch needs only an approver and a reason."
        )
        words = {"threshold": f"{gauge.threshold:,}", "expected": f"{gauge.expected:,}"}
        raise LackingError(message % words, name="route")

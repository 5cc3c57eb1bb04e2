"""Decisions: rows with the numbers as they stood, two routes, a gate that nothing goes round."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from engine.ledger.models import Operation
from engine.ledger.replaying import differences
from engine.ledger.undoing import RefusedError, undo
from feedback.models import ProductLine
from ideas.models import Decision, Idea, Outcome, Route, Status
from ideas.services.deciding import decide
from ideas.services.gauging import Gauge, gauge_of
from ideas.services.moving import Given, IllegalMoveError, change_status
from tests.factories import make_evidence, make_idea, make_user, own_words

pytestmark = pytest.mark.django_db
SOON = timezone.localdate() + timedelta(days=30)
MASS = Given(route=Route.MASS)


def make_asked(fans: int, *, units: str = "40000", **values: Any) -> Idea:
    """An idea in review that so many fans asked for, each with words of their own."""
    line = ProductLine.objects.create(name="冰箱", units_per_supporter=Decimal(units))
    idea = make_idea(**{"status": Status.IN_REVIEW, "product_line": line, **values})
    for number in range(fans):
        make_evidence(idea, own_words(number))
    return idea


def small(approver: Any) -> Given:
    return Given(route=Route.SMALL_BATCH, approver=approver)


def newest() -> Operation:
    return Operation.objects.latest("pk")


@pytest.mark.parametrize(
    ("effective", "units", "expected"),
    [(3.0, "40000", 120_000), (2.4999, "40000", 99_996), (0.0, "100", 0), (0.1, "0.33", 0)],
)
def test_expected_units_are_effective_times_the_lines_factor(effective, units, expected):
    line = ProductLine(name="冰箱", units_per_supporter=Decimal(units))
    gauge = gauge_of(make_idea(effective=effective, product_line=None), effective=effective)
    assert gauge == Gauge(None, None)
    idea = Idea(product_line=line)
    assert gauge_of(idea, effective=effective).expected == expected
    assert gauge_of(idea, effective=effective).threshold == 100_000


def test_the_gauge_reads_effective_only():
    line = ProductLine.objects.create(name="冰箱")
    idea = make_idea(effective=2.0, mentions=9000, fans=8000, votes=700, product_line=line)
    assert gauge_of(idea) == Gauge(200, 100_000)
    assert not gauge_of(idea).is_reached


@pytest.mark.parametrize("field", ["units_per_supporter", "mass_threshold"])
def test_a_product_line_has_a_factor_and_a_threshold(field):
    with pytest.raises(IntegrityError, match="product_line_"), transaction.atomic():
        ProductLine.objects.create(name="冰箱", **{field: 0})


def test_mass_production_passes_at_the_threshold(manager):
    idea = make_asked(3)
    made = decide(idea, outcome=Outcome.APPROVE, actor=manager, given=MASS, reason="够了")
    idea.refresh_from_db()
    assert (idea.status, idea.route) == (Status.PLANNED, Route.MASS)
    assert (made.mentions, made.fans, made.effective, made.votes) == (3, 3, 3.0, 0)
    assert (made.expected_units, made.threshold) == (120_000, 100_000)
    assert (made.made_by, made.reason, made.is_standing) == (manager, "够了", True)
    operation = Operation.objects.get()
    assert (operation.kind, operation.actor) == ("idea.decide", manager)
    assert {cell.field for cell in operation.changes.all()} == {"status", "route", "is_standing"}


def test_mass_production_below_the_threshold_is_refused_with_the_numbers(manager):
    idea = make_asked(2)
    with translation.override("en"), pytest.raises(IllegalMoveError, match="80,000") as refused:
        decide(idea, outcome=Outcome.APPROVE, actor=manager, given=MASS)
    assert refused.value.lacks == "route"
    assert not Decision.objects.exists()
    idea.refresh_from_db()
    assert idea.status == Status.IN_REVIEW


def test_stale_numbers_open_no_gate(manager):
    idea = make_asked(1, effective=5000.0)
    with pytest.raises(IllegalMoveError):
        decide(idea, outcome=Outcome.APPROVE, actor=manager, given=MASS)


def test_without_a_product_line_nobody_can_expect_units(manager):
    idea = make_asked(3, product_line=None)
    with pytest.raises(IllegalMoveError):
        decide(idea, outcome=Outcome.APPROVE, actor=manager, given=MASS)


def test_a_small_batch_passes_below_with_an_approver_and_a_reason(manager):
    boss = make_user("boss")
    idea = make_asked(1)
    given = small(boss)
    made = decide(idea, outcome=Outcome.APPROVE, actor=manager, given=given, reason="先做一百台")
    assert (made.route, made.approver, made.expected_units) == (Route.SMALL_BATCH, boss, 40_000)


@pytest.mark.parametrize(
    ("approver", "reason", "lacks"),
    [
        (None, "先做一百台", "approver"),
        ({"is_active": False}, "先做一百台", "approver"),
        ({"is_staff": False}, "先做一百台", "approver"),
        ({}, " \u200b…", "reason"),
        ({}, "先做一百台\0", "reason"),
        ({}, "先做一百台" * 200, "reason"),
    ],
)
def test_a_small_batch_without_who_or_why_is_refused(manager, approver, reason, lacks):
    given = small(None if approver is None else make_user("boss", **approver))
    with pytest.raises(IllegalMoveError) as refused:
        decide(make_asked(1), outcome=Outcome.APPROVE, actor=manager, given=given, reason=reason)
    assert refused.value.lacks == lacks
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("outcome", "given", "status"),
    [
        (Outcome.DECLINE, Given(public_reason="现阶段成本过高，暂不考虑"), Status.DECLINED),
        (Outcome.PARK, Given(revisit_on=SOON), Status.PARKED),
    ],
)
def test_declining_and_parking_are_decisions_by_either_door(manager, outcome, given, status):
    one, other = make_asked(1), make_idea("洗鞋机")
    made = decide(one, outcome=outcome, actor=manager, given=given)
    change_status(other, to=status, actor=manager, given=given)
    for idea in (one, other):
        idea.refresh_from_db()
        found = idea.decisions.get()
        assert idea.status == status
        assert (found.outcome, found.route, found.is_standing) == (outcome, "", True)
        assert (found.public_reason, found.revisit_on) == (given.public_reason, given.revisit_on)
    assert made == one.decisions.get()


def test_an_editor_and_rnd_decide_nothing(editor, rnd):
    idea, done = make_asked(3), make_idea("洗鞋机", status=Status.CONCEPT)
    for person in (editor, rnd, None):
        for row, outcome in ((idea, Outcome.APPROVE), (done, Outcome.APPROVE), (idea, "park")):
            with pytest.raises(IllegalMoveError):
                decide(row, outcome=outcome, actor=person, given=small(editor), reason="好")
    assert not Decision.objects.exists()


def test_a_concept_may_come_before_the_decision_and_a_launch_may_not(manager):
    idea = make_asked(3, status=Status.ACKNOWLEDGED)
    change_status(idea, to=Status.CONCEPT, actor=manager)
    change_status(idea, to=Status.PROTOTYPE, actor=manager)
    with pytest.raises(IllegalMoveError) as refused:
        change_status(idea, to=Status.LAUNCHED, actor=manager)
    assert refused.value.lacks == "route"

    decide(idea, outcome=Outcome.APPROVE, actor=manager, given=MASS)

    idea.refresh_from_db()
    assert (idea.status, idea.route) == (Status.PROTOTYPE, Route.MASS)
    assert change_status(idea, to=Status.LAUNCHED, actor=manager).launched_at is not None


def test_a_later_decision_takes_the_place_of_the_earlier_and_its_undo_brings_it_back(manager):
    idea = make_asked(3)
    first = decide(idea, outcome=Outcome.APPROVE, actor=manager, given=MASS)
    second = decide(
        idea, outcome=Outcome.APPROVE, actor=manager, given=small(manager), reason="先试水"
    )
    idea.refresh_from_db()
    assert (list(idea.decisions.standing()), idea.route) == ([second], Route.SMALL_BATCH)

    undo(newest(), actor=manager)

    idea.refresh_from_db()
    assert (list(idea.decisions.standing()), idea.route) == ([first], Route.MASS)
    assert differences() == []


def test_an_idea_taken_up_again_needs_a_new_decision(manager):
    idea = make_asked(3)
    decide(idea, outcome=Outcome.APPROVE, actor=manager, given=MASS)
    decide(idea, outcome=Outcome.PARK, actor=manager, given=Given(revisit_on=SOON))
    change_status(idea, to=Status.TRIAGED, actor=manager)
    assert not idea.decisions.standing().exists()
    with pytest.raises(IllegalMoveError):
        change_status(idea, to=Status.PLANNED, actor=manager)


def test_a_decision_that_a_launch_stands_on_is_not_undone_alone(manager):
    idea = make_asked(3, status=Status.PROTOTYPE)
    decide(idea, outcome=Outcome.APPROVE, actor=manager, given=MASS)
    decided = newest()
    change_status(idea, to=Status.LAUNCHED, actor=manager)
    with pytest.raises(RefusedError):
        undo(decided, actor=manager)
    undo(newest(), actor=manager)
    undo(decided, actor=manager)
    assert not idea.decisions.standing().exists()


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"outcome": "approve", "route": ""}, "decision_approves_a_route"),
        ({"outcome": "park", "route": "mass"}, "decision_approves_a_route"),
        ({"outcome": "approve", "route": "mass"}, "decision_for_mass_reaches_the_threshold"),
        (
            {"outcome": "approve", "route": "mass", "expected_units": 9, "threshold": 10},
            "decision_for_mass_reaches_the_threshold",
        ),
        (
            {"outcome": "approve", "route": "small_batch", "reason": "好"},
            "decision_for_a_small_batch_names_who_and_why",
        ),
        ({"outcome": "decline"}, "decision_to_decline_has_a_public_reason"),
        ({"outcome": "park"}, "decision_to_park_names_a_day"),
    ],
)
def test_the_database_keeps_the_rules_of_decisions(manager, values, rule):
    numbers = {"mentions": 1, "fans": 1, "effective": 1.0, "votes": 0}
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Decision.objects.create(idea=make_idea(), made_by=manager, **numbers, **values)

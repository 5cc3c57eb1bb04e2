"""Parked ideas wake on their day; launched ones that fans go on asking for are flagged."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from engine.celery import app
from engine.ledger.models import Operation
from engine.ledger.undoing import undo
from ideas.models import Idea, Status
from ideas.services.moving import Given, change_status
from ideas.services.supporting import count_support
from ideas.services.waking import wake_parked
from ideas.tasks import wake_parked_ideas
from tests.factories import make_evidence, make_idea

pytestmark = pytest.mark.django_db
TODAY = date(2027, 3, 1)


def make_parked(title: str = "冷宫冰箱", *, until: date = TODAY, **values: Any) -> Idea:
    return make_idea(title, status=Status.PARKED, revisit_on=until, **values)


def status_of(idea: Idea) -> str:
    return Idea.objects.get(pk=idea.pk).status


def test_a_parked_idea_wakes_on_its_day_and_not_before():
    due, late = make_parked(), make_parked("洗鞋机", until=TODAY - timedelta(days=40))
    later = make_parked("烤箱", until=TODAY + timedelta(days=1))
    other = make_idea("风扇", status=Status.TRIAGED, revisit_on=TODAY)
    assert wake_parked(TODAY) == 2
    assert [status_of(idea) for idea in (due, late, later, other)] == [
        "triaged", "triaged", "parked", "triaged"
    ]  # fmt: skip
    assert wake_parked(TODAY) == 0
    assert Operation.objects.count() == 1


def test_waking_is_an_operation_that_nobody_made_and_takes_the_decision_back(manager):
    idea, until = make_idea(), timezone.localdate() + timedelta(days=2)
    change_status(idea, to=Status.PARKED, actor=manager, given=Given(revisit_on=until))
    wake_parked(until)
    operation = Operation.objects.latest("pk")
    assert (operation.kind, operation.actor) == ("idea.wake", None)
    cells = set(operation.changes.values_list("model", "field", "before", "after"))
    assert cells == {
        ("ideas.idea", "status", "parked", "triaged"),
        ("ideas.idea", "revisit_on", until.isoformat(), None),
        ("ideas.decision", "is_standing", True, False),
    }
    undo(operation, actor=manager)
    assert status_of(idea) == "parked"
    assert idea.decisions.standing().exists()


def test_a_merged_idea_sleeps_on():
    idea = make_parked(merged_into=make_idea("洗鞋机"))
    assert wake_parked(TODAY) == 0
    assert status_of(idea) == "parked"


@pytest.mark.parametrize("number", [2, 20])
def test_waking_costs_the_same_for_any_number(django_assert_max_num_queries: Any, number: int):
    for place in range(number):
        make_parked(f"想法{place}")
    with django_assert_max_num_queries(16):
        assert wake_parked(TODAY) == number


def test_the_beat_wakes_by_the_day_here():
    idea = make_parked(until=timezone.localdate())
    task = app.conf.beat_schedule["wake-parked"]["task"]
    assert task == wake_parked_ideas.name
    assert wake_parked_ideas() == 1
    assert status_of(idea) == "triaged"


def test_a_launched_idea_that_is_still_asked_for_is_flagged(manager):
    idea, quiet = make_idea(status=Status.PROTOTYPE), make_idea("洗鞋机", status=Status.PROTOTYPE)
    given = Given(route="small_batch", approver=manager)
    for row in (idea, quiet):
        make_evidence(row, created_at=timezone.now() - timedelta(days=9))
        change_status(row, to=Status.LAUNCHED, actor=manager, given=given, reason="先试水")
    assert not Idea.objects.asked_after_launch().exists()

    make_evidence(idea, created_at=timezone.now() + timedelta(minutes=1))
    count_support([idea.pk, quiet.pk])

    assert list(Idea.objects.asked_after_launch()) == [idea]
    told = [Idea.objects.get(pk=row.pk).is_asked_after_launch() for row in (idea, quiet)]
    assert told == [True, False]
    change_status(idea, to=Status.CLOSED_LOOP, actor=manager)
    assert list(Idea.objects.asked_after_launch()) == [idea]

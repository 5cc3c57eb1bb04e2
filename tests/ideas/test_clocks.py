"""Clocks start, warn, are missed and escalate: each once, however late and often one looks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from engine.celery import app
from feedback.models import ProductLine
from ideas.models import BurstAlert, BurstState, Clock, ClockPolicy, Idea, Status
from ideas.services.clocks import run_clocks
from ideas.services.clocks.times import unknown_holidays
from ideas.services.moving import change_status
from ideas.services.supporting import count_support
from ideas.tasks import run_all_clocks
from tests.factories import make_cluster, make_idea
from tests.ideas.promises import (
    acknowledge,
    at,
    make_asked,
    make_clock,
    make_policy,
    only_policies,
)

pytestmark = pytest.mark.django_db
MONDAY = at("2026-11-16 10:00")
HOUR = timedelta(hours=1)


def numbers(ran: Any) -> tuple[int, int, int, int]:
    return ran.started, ran.warned, ran.missed, ran.escalated


def make_burst(idea: Idea, **values: Any) -> BurstAlert:
    defaults = {
        "line": "cluster",
        "cluster": make_cluster(idea),
        "since": MONDAY,
        "last_at": MONDAY,
        "found_at": MONDAY,
        "requests": 9,
        "fans": 9,
        "expected": 1.0,
        "window": 60,
        "surprise": 9.0,
        "authenticity": "organic",
    }
    return BurstAlert.objects.create(idea=idea, **{**defaults, **values})


def test_the_answer_is_due_two_hours_after_the_first_request_came_in() -> None:
    only_policies("answer")
    idea = make_asked(received=MONDAY)
    assert numbers(run_clocks(MONDAY + HOUR)) == (1, 0, 0, 0)
    clock = Clock.objects.get()
    assert (clock.idea, clock.started_at, clock.due_at) == (idea, MONDAY, MONDAY + 2 * HOUR)
    assert numbers(run_clocks(MONDAY + HOUR)) == (0, 0, 0, 0)


def test_the_house_promises_answer_concept_and_prototype() -> None:
    rows = ClockPolicy.objects.order_by("pk")
    if not rows:
        pytest.skip("a test that empties the tables ran before in this database")
    told = [(row.kind, row.starts, row.hours, row.calendar) for row in rows]
    assert told == [
        ("answer", "first_sighting", 2, "business"),
        ("answer", "burst", 2, "business"),
        ("concept", "public_reply", 24, "always"),
        ("prototype", "public_reply", 15 * 24, "always"),
    ]


@pytest.mark.parametrize(
    ("posted", "starts"),
    [
        (MONDAY - timedelta(hours=23), True),
        (MONDAY - timedelta(days=1), True),
        (MONDAY - timedelta(days=1, minutes=1), False),
        (MONDAY - timedelta(days=365), False),
        (None, False),
    ],
)
def test_an_archive_starts_no_clock(posted: Any, starts: bool) -> None:
    only_policies("answer")
    make_asked(received=MONDAY, posted=posted)
    assert run_clocks(MONDAY + HOUR).started == int(starts)


def test_the_first_request_that_came_in_live_counts() -> None:
    only_policies("answer")
    idea = make_asked(received=MONDAY - timedelta(hours=3), posted=MONDAY - timedelta(days=90))
    later = make_asked("洗鞋机", received=MONDAY)
    Idea.objects.filter(pk=later.pk).update(merged_into=idea)
    count_support([idea.pk])
    run_clocks(MONDAY + HOUR)
    assert [(c.idea_id, c.started_at) for c in Clock.objects.all()] == [(idea.pk, MONDAY)]


def test_what_waited_long_to_become_an_idea_is_no_news() -> None:
    only_policies("answer")
    idea = make_asked(received=MONDAY)
    Idea.objects.filter(pk=idea.pk).update(created_at=MONDAY + timedelta(days=1, minutes=1))
    assert run_clocks(MONDAY + timedelta(days=2)).started == 0


def test_nothing_is_promised_for_what_came_before_the_promise() -> None:
    only_policies("answer")
    ClockPolicy.objects.update(made_at=MONDAY + timedelta(minutes=1))
    make_asked(received=MONDAY)
    assert run_clocks(MONDAY + HOUR).started == 0


def test_whom_somebody_answered_already_nobody_waits_for(editor: Any) -> None:
    only_policies("answer")
    idea = acknowledge(make_asked(received=MONDAY), actor=editor)
    make_burst(idea)
    make_policy("answer", starts="burst")
    assert run_clocks(timezone.now()).started == 0


def test_a_burst_starts_a_clock_when_it_is_found_unless_it_was_dismissed() -> None:
    only_policies("answer", starts="burst")
    old = {"received": MONDAY, "posted": MONDAY - timedelta(days=9)}
    idea, other = make_asked(**old), make_asked("洗鞋机", **old)
    make_burst(idea, found_at=MONDAY + HOUR)
    make_burst(other, state=BurstState.DISMISSED, decided_at=MONDAY)
    assert run_clocks(MONDAY + 2 * HOUR).started == 1
    clock = Clock.objects.get()
    assert (clock.idea, clock.started_at) == (idea, MONDAY + HOUR)


def test_a_policy_of_the_product_line_takes_the_place_of_the_general_one() -> None:
    line = ProductLine.objects.create(name="冰箱")
    general, own = only_policies("answer")[0], make_policy(hours=1, product_line=line)
    make_policy("custom", until=Status.TRIAGED, hours=5, name="先看一眼")
    idea, other = make_asked(received=MONDAY), make_asked("洗鞋机", received=MONDAY)
    Idea.objects.filter(pk=idea.pk).update(product_line=line)
    run_clocks(MONDAY + HOUR / 2)
    told = {(clock.idea_id, clock.policy.name) for clock in Clock.objects.all()}
    assert told == {
        (idea.pk, own.name),
        (idea.pk, "先看一眼"),
        (other.pk, general.name),
        (other.pk, "先看一眼"),
    }


def test_a_clock_warns_is_missed_and_escalates_in_time() -> None:
    (policy,) = only_policies("answer", warn_before="0.5", escalates_after=1)
    clock = make_clock(make_asked(received=MONDAY), policy, started=MONDAY)
    steps = [(1.4, (0, 0, 0, 0)), (1.5, (0, 1, 0, 0)), (2, (0, 0, 0, 0)), (2.1, (0, 0, 1, 0)),
             (2.9, (0, 0, 0, 0)), (3, (0, 0, 0, 1)), (9, (0, 0, 0, 0))]  # fmt: skip
    for hours, expected in steps:
        for again in (expected, (0, 0, 0, 0)):
            assert numbers(run_clocks(MONDAY + hours * HOUR)) == again, hours
    clock.refresh_from_db()
    assert clock.warned_at == MONDAY + 1.5 * HOUR
    assert clock.breached_at == clock.due_at == MONDAY + 2 * HOUR
    assert clock.escalated_at == MONDAY + 3 * HOUR


def test_a_late_look_finds_what_was_missed_but_warns_of_nothing_past() -> None:
    (policy,) = only_policies("answer", warn_before="0.5", escalates_after=1)
    make_clock(make_asked(received=MONDAY), policy, started=MONDAY)
    assert numbers(run_clocks(MONDAY + 9 * HOUR)) == (0, 0, 1, 1)
    assert numbers(run_clocks(MONDAY + 9 * HOUR)) == (0, 0, 0, 0)


@pytest.mark.parametrize(("hours", "missed"), [(1.9, False), (2, False), (2.1, True)])
def test_what_was_kept_late_was_missed_whenever_it_is_looked(hours: float, missed: bool) -> None:
    (policy,) = only_policies("answer", escalates_after=1)
    values = {"met_at": MONDAY + hours * HOUR}
    make_clock(make_asked(received=MONDAY), policy, started=MONDAY, **values)
    assert numbers(run_clocks(MONDAY + 9 * HOUR)) == (0, 0, int(missed), 0)
    assert Clock.objects.missed().exists() == missed


@pytest.mark.parametrize(
    "values",
    [
        {"paused_at": MONDAY + HOUR},
        {"waived_at": MONDAY + HOUR, "waived_reason": "说错了"},
        {"lapsed_at": MONDAY + HOUR},
        {"is_standing": False},
    ],
)
def test_what_is_paused_waived_lapsed_or_taken_back_is_not_missed(values: Any) -> None:
    (policy,) = only_policies("answer", warn_before="0.5", escalates_after=1)
    make_clock(make_asked(received=MONDAY), policy, started=MONDAY, **values)
    for hours in (1.6, 9):
        assert numbers(run_clocks(MONDAY + hours * HOUR)) == (0, 0, 0, 0)


def test_the_beat_runs_clocks() -> None:
    only_policies("answer")
    make_asked(received=timezone.now())
    assert app.conf.beat_schedule["run-clocks"]["task"] == run_all_clocks.name
    assert [run_all_clocks(), run_all_clocks()] == [1, 0]


@pytest.mark.parametrize("number", [2, 20])
def test_clocks_run_at_the_same_cost_for_any_number(
    django_assert_max_num_queries: Any, number: int
) -> None:
    (policy,) = only_policies("answer", warn_before="0.5", escalates_after=1)
    for place in range(number):
        make_asked(f"想法{place}", received=MONDAY)
        make_clock(make_asked(f"旧想法{place}", received=MONDAY), policy, started=MONDAY)
    with django_assert_max_num_queries(26):
        assert run_clocks(MONDAY + 1.7 * HOUR).warned == 2 * number


def test_a_missing_stay_is_found_and_told() -> None:
    only_policies()
    idea = make_idea(status=Status.PLANNED)
    run_clocks(timezone.now())
    assert [(s.status, s.until) for s in idea.stays.all()] == [("planned", None)]
    Idea.objects.update(status=Status.CONCEPT)
    run_clocks(timezone.now())
    assert [s.status for s in idea.stays.all()] == ["concept"]


def test_years_without_known_holidays_are_told() -> None:
    (policy,) = only_policies("answer", calendar="business")
    clocks = [
        make_clock(make_idea(title), policy, started=at(start))
        for title, start in (("甲", "2026-12-01 10:00"), ("乙", "2098-12-31 17:00"))
    ]
    assert unknown_holidays(clocks) == [2098, 2099]
    assert unknown_holidays(clocks[:1]) == []
    clocks[1].met_at = clocks[1].due_at
    assert unknown_holidays(clocks) == []


@pytest.mark.parametrize(
    "values",
    [
        {"hours": 0},
        {"hours": 2, "warn_before": 2},
        {"hours": 9001},
        {"kind": "custom"},
        {"kind": "answer", "until": Status.TRIAGED},
        {"kind": "love"},
    ],
)
def test_a_policy_that_makes_no_sense_is_refused_by_the_database(values: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_policy(**values)


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_do_each_thing_once() -> None:
    (policy,) = only_policies("answer", warn_before="0.5", escalates_after=1)
    for place in range(5):
        make_asked(f"想法{place}", received=MONDAY)
        make_clock(make_asked(f"旧想法{place}", received=MONDAY), policy, started=MONDAY)

    def run(_worker: int) -> Any:
        try:
            return run_clocks(MONDAY + 9 * HOUR)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        ran = list(pool.map(run, range(4)))
    ran.append(run_clocks(MONDAY + 9 * HOUR))
    assert sum(found.started for found in ran) == 5
    assert sum(found.missed for found in ran) == 10
    assert sum(found.escalated for found in ran) == 10
    assert Clock.objects.count() == 10


def test_a_declined_idea_was_answered_and_a_dismissed_one_owes_nothing(manager: Any) -> None:
    (policy,) = only_policies("answer")
    told = []
    for title, to in (
        ("甲", Status.DISMISSED),
        ("乙", Status.TRIAGED),
        ("丙", Status.ACKNOWLEDGED),
    ):
        clock = make_clock(make_idea(title), policy, started=timezone.now())
        if to == Status.ACKNOWLEDGED:
            acknowledge(clock.idea, actor=manager)
        else:
            change_status(clock.idea, to=to, actor=manager)
        clock.refresh_from_db()
        told.append((clock.met_at is not None, clock.lapsed_at is not None))
    assert told == [(False, True), (False, False), (True, False)]

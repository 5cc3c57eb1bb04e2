"""The scorecard against first principles, on a small world; each number is its rows."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from engine.ledger.models import Operation
from engine.ledger.undoing import undo
from feedback.models import ProductLine
from ideas.models import Idea, Status
from ideas.scorecard import Share
from ideas.scorecard.shares import funnel
from ideas.services.clocks import settle_clocks
from ideas.services.moving import Given, change_status
from ideas.services.scorecard import MEASURES, Scope, reckon_scorecard, rows_behind
from ideas.services.structure import merge_ideas
from tests.factories import make_comment, make_evidence, make_idea
from tests.ideas.promises import acknowledge, make_clock, only_policies

if TYPE_CHECKING:
    from django.contrib.auth.models import User

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
REASON = Given(public_reason="这一款我们认真看过了，这次先不做，谢谢大家。")


def scope(**values: Any) -> Scope:
    now = timezone.now()
    return Scope(**{"since": now - 7 * DAY, "until": now + DAY, "now": now, **values})


def made(title: str, *, days: float = 1, **values: Any) -> Idea:
    """An idea made so many days ago."""
    idea = make_idea(title, **values)
    Idea.objects.filter(pk=idea.pk).update(created_at=timezone.now() - days * DAY)
    settle_clocks([idea.pk])
    return Idea.objects.get(pk=idea.pk)


@pytest.fixture
def world(manager: User) -> dict[str, Idea]:
    only_policies()
    line = ProductLine.objects.create(name="冰箱")
    ideas = {
        "new": made("新", product_line=line),
        "old": made("旧", days=30, status=Status.LAUNCHED),
        "answered": acknowledge(made("答", product_line=line), actor=manager),
        "shown": change_status(made("图"), to=Status.CONCEPT, actor=manager),
        "built": change_status(made("样"), to=Status.PROTOTYPE, actor=manager),
        "declined": change_status(made("否"), to=Status.DECLINED, actor=manager, given=REASON),
        "dismissed": change_status(made("略"), to=Status.DISMISSED, actor=manager),
        "undone": change_status(made("撤"), to=Status.CONCEPT, actor=manager),
        "merged": change_status(made("并"), to=Status.CONCEPT, actor=manager),
        "launched": change_status(
            made("上"),
            to=Status.LAUNCHED,
            actor=manager,
            given=Given(route="small_batch", approver=manager),
            reason="先做一百台",
        ),
    }
    moved = Operation.objects.filter(kind="idea.status").touching(ideas["undone"]).get()
    undo(moved, actor=manager)
    merge_ideas([ideas["merged"]], into=ideas["new"], actor=manager)
    return ideas


def keys(world: dict[str, Idea], name: str, **values: Any) -> set[str]:
    """Which ideas of the world a number counts."""
    found = set(rows_behind(name, scope=scope(**values)).values_list("pk", flat=True))
    return {key for key, idea in world.items() if idea.pk in found}


def test_a_stage_counts_the_ideas_that_came_at_least_so_far(world: dict[str, Idea]) -> None:
    cohort = set(world) - {"old", "merged"}
    assert keys(world, "ideas") == cohort
    assert keys(world, "acknowledged") == {"answered", "shown", "built", "launched"}
    assert keys(world, "concept") == {"shown", "built", "launched"}
    assert keys(world, "prototype") == {"built", "launched"}
    assert keys(world, "launched") == {"launched"}
    assert keys(world, "to_decide") == cohort - {"dismissed"}
    assert keys(world, "decided") == {"launched", "declined"}


def test_a_product_line_and_a_period_narrow_every_number(world: dict[str, Idea]) -> None:
    line, now = ProductLine.objects.get().pk, timezone.now()
    assert keys(world, "ideas", line=line) == {"new", "answered"}
    assert keys(world, "acknowledged", line=line) == {"answered"}
    assert keys(world, "ideas", until=now - 3 * DAY) == set()
    assert keys(world, "ideas", since=now - 40 * DAY, until=now - 20 * DAY) == {"old"}


def test_rates_are_shares_and_unknown_where_nobody_counts(world: dict[str, Idea]) -> None:
    rates = {rate.name: rate.share for rate in reckon_scorecard(scope()).rates}
    assert rates["resolution"] == Share(2, 7)
    assert rates["resolution"].percent == pytest.approx(200 / 7)
    assert rates["response"] == Share(0, 0)
    assert rates["response"].value is None
    far = scope(since=timezone.now() + DAY, until=timezone.now() + 2 * DAY)
    assert [rate.share.value for rate in reckon_scorecard(far).rates] == [None, None, None]


def test_the_response_rate_counts_answers_that_fell_due() -> None:
    (policy, other) = only_policies("answer", "concept")
    start = timezone.now() - DAY
    late, soon = start + 3 * HOUR, start + HOUR
    cases: dict[str, dict[str, Any]] = {
        "in time": {"met_at": soon},
        "late": {"met_at": late},
        "missed": {},
        "missed, then waived": {"waived_at": late, "waived_reason": "没人"},
        "waived": {"waived_at": soon, "waived_reason": "试的"},
        "waived, then kept": {"waived_at": soon, "waived_reason": "试", "met_at": soon + HOUR / 2},
        "lapsed": {"lapsed_at": soon},
        "paused": {"paused_at": soon},
        "taken back": {"is_standing": False},
    }
    for title, values in cases.items():
        make_clock(make_idea(title), policy, started=start, **values)
    make_clock(make_idea("另一个承诺"), other, started=start)
    make_clock(make_idea("未到期"), policy, started=timezone.now())
    make_clock(make_idea("早先"), policy, started=start - 9 * DAY)
    make_clock(make_idea("并走", merged_into=make_idea("冰箱")), policy, started=start)
    due = {str(clock.idea) for clock in rows_behind("answers_due", scope=scope())}
    assert due == {"in time", "late", "missed", "missed, then waived", "waived, then kept"}
    kept = {str(clock.idea) for clock in rows_behind("answered", scope=scope())}
    assert kept == {"in time", "waived, then kept"}
    assert reckon_scorecard(scope()).rates[0].share == Share(2, 5)


def test_comments_and_requests_are_those_that_came_in(world: dict[str, Idea]) -> None:
    now = timezone.now()
    make_evidence(world["new"], received_at=now - DAY)
    make_evidence(world["built"], received_at=now - DAY)
    make_evidence(world["built"], received_at=now - 30 * DAY)
    make_comment("路过", label="other", received_at=now - DAY)
    steps = {step.name: step.number for step in reckon_scorecard(scope()).funnel}
    assert (steps["comments"], steps["requests"]) == (3, 2)
    line = scope(line=ProductLine.objects.get().pk)
    steps = {step.name: step.number for step in reckon_scorecard(line).funnel}
    assert (steps["comments"], steps["requests"], steps["ideas"]) == (1, 1, 2)


def test_times_in_statuses_are_of_stays_that_ended(world: dict[str, Idea]) -> None:
    rows = {times.status: times for times in reckon_scorecard(scope()).statuses}
    assert (rows[Status.LAUNCHED].now, rows[Status.LAUNCHED].left) == (2, 0)
    assert (rows[Status.CANDIDATE].now, rows[Status.CANDIDATE].left) == (2, 6)
    assert rows[Status.CANDIDATE].median == pytest.approx(24, abs=0.2)
    for status, times in rows.items():
        assert times.now == rows_behind(f"in_{status}", scope=scope()).count()
        assert times.left == rows_behind(f"left_{status}", scope=scope()).count()


@pytest.mark.parametrize("number", [1, 12])
def test_the_scorecard_asks_a_fixed_number_of_questions(
    django_assert_num_queries: Any, number: int
) -> None:
    (policy,) = only_policies("answer")
    for place in range(number):
        idea = made(f"想法{place}")
        make_evidence(idea)
        make_clock(idea, policy, started=timezone.now() - DAY)
    with django_assert_num_queries(15):
        assert reckon_scorecard(scope()).funnel[2].number == number


def test_a_funnel_tells_shares_of_the_stage_before_that_is_known() -> None:
    steps = funnel({"a": 10, "b": 5, "c": None, "d": 1, "e": 0, "f": 0})
    shares = [step.of_last.value for step in steps]
    assert shares == [None, 0.5, None, 0.2, 0.0, None]


def test_every_measure_answers_rows_that_can_be_listed() -> None:
    for name in MEASURES:
        assert list(rows_behind(name, scope=scope(line=1))) == []

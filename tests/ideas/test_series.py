"""Series hold exactly the requests that count, whatever happens to them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis.stateful import rule, run_state_machine_as_test

from engine.ledger.undoing import undo
from feedback.models import Comment, Fan, FanRequest, Role
from feedback.services.roles import set_fan_role
from ideas.models import Cluster, Grain, Line, Point, Tick
from ideas.services.assigning import assign_batch
from ideas.services.series.settling import settle_batch, thin_points
from ideas.services.series.trends import Span, trend_of, trend_of_idea
from ideas.services.structure import merge_ideas, move_request, split_idea
from ideas.tasks import settle_series, thin_series
from tests.factories import make_comment, make_fan, make_idea, make_request, make_thread
from tests.ideas.series_principles import check_series, counted_requests
from tests.ideas.test_ledger_stories import Stories
from tests.ideas.test_structure import newest, vector

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import User

pytestmark = pytest.mark.django_db
TEXTS = ("冷宫冰箱", "洗衣机能洗鞋", "空调静音")


def ask(wish: int = 0, *, ago: timedelta = timedelta(minutes=5), **values: Any) -> FanRequest:
    """A request of a wish that waits to be grouped, posted so long ago."""
    posted = timezone.now() - ago
    comment = make_comment(TEXTS[wish], **{"created_at": posted, **values})
    return make_request(comment, embedding=vector(wish), grouped_at=None)


def group() -> None:
    while (done := assign_batch(limit=50, promotion_support=1.5)) and done.requests:
        pass


def span(grain: str, *, back: timedelta) -> Span:
    now = timezone.now()
    return Span(grain, now - back, now + timedelta(seconds=1))


def numbers(line: str, key: str, grain: str) -> int:
    rows = Point.objects.filter(line=line, key=key, grain=grain)
    return sum(rows.values_list("requests", flat=True))


class Counting(Stories):
    """The stories of the ledger, with an eye on the series once the grouping has gone on."""

    @rule()
    def series_are_right(self) -> None:
        self.group(9)
        check_series()


def test_series_follow_every_story_of_people_and_machine() -> None:
    run_state_machine_as_test(
        Counting,
        settings=settings(
            max_examples=6,
            stateful_step_count=16,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_grouped_request_stands_in_each_of_its_series_once() -> None:
    thread = make_thread()
    ask(thread=thread)
    group()
    cluster = Cluster.objects.get()
    for line, key in (
        (Line.CLUSTER, str(cluster.pk)),
        (Line.CHANNEL, "weibo"),
        (Line.THREAD, str(thread.pk)),
        (Line.TERM, "冷宫"),
    ):
        assert [numbers(line, key, grain) for grain in Grain.values] == [1, 1, 1]
    check_series()


def test_merge_split_move_and_their_undo_leave_every_trend_exact(editor: User) -> None:
    for wish in (0, 0, 0, 1, 1):
        ask(wish, ago=timedelta(hours=30 * wish))
    group()
    one, other = (row.idea for row in Cluster.objects.order_by("pk"))
    assert one is not None
    assert other is not None
    merge_ideas([one], into=other, actor=editor)
    check_series()
    undo(newest(), actor=editor)
    check_series()
    row = FanRequest.objects.filter(evidence__idea=one).first()
    assert row is not None
    move_request(row, to=other, actor=editor)
    check_series()
    group()
    check_series()
    undo(newest(), actor=editor)
    check_series()
    pieces = list(FanRequest.objects.filter(evidence__idea=one).order_by("pk")[:1])
    split_idea(one, title="分出", requests=pieces, actor=editor)
    check_series()


def test_a_request_retired_by_a_reading_and_one_that_comes_back_are_counted_so() -> None:
    row = ask()
    ask()
    group()
    FanRequest.objects.filter(pk=row.pk).update(retired_at=timezone.now())
    group()
    assert Tick.objects.count() == 1
    check_series()
    FanRequest.objects.filter(pk=row.pk).update(retired_at=None, grouped_at=None)
    group()
    assert Tick.objects.count() == 2
    check_series()


def test_what_is_hidden_or_turns_out_to_be_a_company_is_settled() -> None:
    rows = [ask() for _ in range(3)]
    group()
    Comment.objects.filter(pk=rows[0].comment_id).update(state="hidden")
    Fan.objects.filter(pk=rows[1].comment.fan_id).update(machine_role="company")
    assert settle_series() == 2
    assert Tick.objects.count() == 1
    check_series()
    assert settle_series() == 0


def test_a_person_of_another_role_is_settled_at_once_and_so_is_its_undo(editor: User) -> None:
    rows = [ask(fan=make_fan()) for _ in range(3)]
    group()
    fan = rows[0].comment.fan
    assert fan is not None
    set_fan_role([fan], role=Role.COMPANY, actor=editor)
    assert Tick.objects.count() == 2
    check_series()
    undo(newest(), actor=editor)
    assert Tick.objects.count() == 3
    check_series()
    assert settle_series() == 0


def test_what_was_grouped_before_there_were_series_is_counted() -> None:
    for wish in (0, 1, 1):
        ask(wish)
    group()
    Tick.objects.all().delete()
    Point.objects.all().delete()
    assert settle_batch(limit=2) == 2
    assert settle_batch(limit=2) == 1
    check_series()


def test_minutes_and_hours_are_thinned_and_never_come_back() -> None:
    for days in (1, 8, 401):
        ask(ago=timedelta(days=days))
    group()
    # what is too old for its grain was not even written
    assert [Point.objects.filter(line="channel", grain=g).count() for g in Grain.values] == [
        1,
        2,
        3,
    ]
    check_series(days=500)
    _pass(days=7)
    assert thin_points() > 0
    assert thin_series() == 0
    assert [Point.objects.filter(line="channel", grain=g).count() for g in Grain.values] == [
        0,
        2,
        3,
    ]


def _pass(*, days: int) -> None:
    """Let points be so much older."""
    for row in Point.objects.filter(grain=Grain.MINUTE):
        later = row.at - timedelta(days=days)
        Point.objects.filter(line=row.line, key=row.key, grain=row.grain, at=row.at).update(
            at=later
        )


def test_taking_back_what_was_thinned_changes_only_what_is_kept() -> None:
    row = ask(ago=timedelta(days=8))
    ask(ago=timedelta(days=8))
    group()
    FanRequest.objects.filter(pk=row.pk).update(retired_at=timezone.now())
    group()
    assert numbers(Line.CHANNEL, "weibo", Grain.HOUR) == 1
    check_series()


def test_a_year_by_day_names_every_day_in_a_constant_number_of_statements() -> None:
    idea = make_idea(effective=None)

    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            found = trend_of_idea(idea, span=span("day", back=timedelta(days=365)))
        assert len(found) == 366
        return len(seen)

    for days in (0, 100, 200, 300):
        ask(ago=timedelta(days=days))
    group()
    Cluster.objects.update(idea=idea)
    idea.refresh_from_db()
    few = statements()
    for days in range(40):
        ask(days % 3, ago=timedelta(days=days))
    group()
    assert statements() == few == 3


def test_a_day_begins_at_midnight_where_we_are() -> None:
    ask(created_at=_shanghai("2026-11-19T16:30:00+00:00"))
    ask(created_at=_shanghai("2026-11-19T15:30:00+00:00"))
    group()
    days = Point.objects.filter(line="channel", grain="day").order_by("at")
    assert [row.at.isoformat() for row in days] == [
        "2026-11-18T16:00:00+00:00",
        "2026-11-19T16:00:00+00:00",
    ]


def _shanghai(text: str) -> datetime:
    return timezone.datetime.fromisoformat(text)


def test_minutes_fill_with_noughts() -> None:
    ask(ago=timedelta(minutes=3))
    group()
    told = trend_of(Line.CHANNEL, "weibo", span=span("minute", back=timedelta(minutes=9)))
    assert len(told) == 10
    assert sum(point.requests for point in told) == 1


def test_a_batch_costs_the_same_statements_whatever_it_holds() -> None:
    def statements(requests: int) -> int:
        for number in range(requests):
            ask(number % 3, ago=timedelta(hours=number))
        with CaptureQueriesContext(connection) as seen:
            assert assign_batch(limit=500, promotion_support=99)
        return sum("ideas_tick" in q["sql"] or "ideas_point" in q["sql"] for q in seen)

    ask(0), ask(1), ask(2)
    group()
    assert statements(1) == statements(60) <= 4


def test_what_counts_is_what_counting_finds() -> None:
    ask()
    ask(fan=None)
    ask(state="hidden")
    ask(1, label="complaint")
    group()
    assert Tick.objects.count() == len(counted_requests()) == 2

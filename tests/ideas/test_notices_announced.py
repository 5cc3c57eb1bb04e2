"""What is announced to whom: bursts, clocks, hand-offs; by person, by product line, once."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from engine.celery import app
from feedback.models import ProductLine
from ideas.models import Announcement, BurstState, News, Notice, NoticeState
from ideas.roles import MANAGER, RND
from ideas.services.notices.announcing import announce_news
from ideas.services.notices.sending import send_notices
from ideas.services.watching import watch_idea
from ideas.tasks import tell
from tests.factories import make_idea
from tests.notices import (
    make_burst,
    make_clock,
    make_colleague,
    make_hand_off,
    make_policy,
    make_preference,
    make_robot,
)
from tests.robots import robot_server

if TYPE_CHECKING:
    from django.contrib.auth.models import User

pytestmark = pytest.mark.django_db


def told() -> set[str]:
    """Who has a notice."""
    rows = Notice.objects.select_related("user", "robot")
    return {str(row.user.username if row.user else row.robot.name) for row in rows}


def news_of(user: User) -> list[str]:
    return sorted(Notice.objects.to(user).values_list("announcement__news", flat=True))


def test_a_burst_goes_to_owner_watchers_and_those_who_chose_its_line() -> None:
    fridges, washers = (ProductLine.objects.create(name=name) for name in ("冰箱", "洗衣机"))
    owner, watcher = make_colleague("owner"), make_colleague("watcher")
    for name, values in (
        ("by_line", {"lines": [fridges]}),
        ("by_other_line", {"lines": [washers]}),
        ("by_all", {"hears_all": True}),
        ("not_bursts", {"hears_all": True, "events": ["mention"]}),
    ):
        make_preference(make_colleague(name), **values)
    make_colleague("nobody")
    idea = make_idea(owner=owner, product_line=fridges)
    watch_idea(idea, user=watcher, actor=watcher)
    make_robot(name="全部")
    make_robot(name="冰箱群", product_line=fridges)
    make_robot(name="洗衣机群", product_line=washers)
    make_robot(name="关", is_active=False)
    make_robot(name="只日报", events=["digest"])
    make_burst(idea)
    assert announce_news() == 6
    assert told() == {"owner", "watcher", "by_line", "by_all", "全部", "冰箱群"}


def test_watchers_of_an_idea_that_was_merged_hear_of_where_it_went() -> None:
    root, watcher = make_idea(), make_colleague("watcher")
    merged = make_idea("冰箱冷宫", merged_into=root)
    watch_idea(merged, user=watcher, actor=watcher)
    make_burst(merged)
    announce_news()
    row = Notice.objects.get()
    assert (row.user, row.idea) == (watcher, root)
    assert row.path.endswith(f"/{root.pk}/change/")


def test_each_thing_is_told_once_however_often_one_looks() -> None:
    make_preference(make_colleague(), hears_all=True)
    make_robot()
    make_burst(make_idea())
    make_clock()
    assert announce_news() == 4
    assert announce_news() == 0
    make_preference(make_colleague(), hears_all=True)
    assert announce_news() == 0
    assert Announcement.objects.count() == 2


def test_what_happened_before_anybody_heard_is_not_told_afterwards() -> None:
    make_burst(make_idea())
    assert announce_news() == 0
    make_robot()
    assert announce_news() == 0


def test_old_news_of_an_archive_are_no_news() -> None:
    make_robot()
    week_ago = timezone.now() - timedelta(days=7)
    make_burst(make_idea(), since=week_ago, last_at=week_ago, found_at=week_ago)
    make_clock(warned_at=week_ago)
    assert announce_news() == 0


@pytest.mark.parametrize("state", [BurstState.ACKNOWLEDGED, BurstState.DISMISSED])
def test_a_burst_that_was_decided_is_not_told(state: BurstState) -> None:
    make_robot()
    make_burst(make_idea(), state=state, decided_at=timezone.now())
    assert announce_news() == 0


def test_a_burst_without_an_idea_goes_to_those_who_hear_all() -> None:
    line = ProductLine.objects.create(name="冰箱")
    make_robot(name="全部")
    make_robot(name="冰箱群", product_line=line)
    make_preference(make_colleague("by_line"), lines=[line])
    make_burst(None, line="term", cluster=None, term="冷宫")
    announce_news()
    assert told() == {"全部"}


def test_a_clock_is_due_missed_and_escalated_each_once() -> None:
    owner, boss = make_colleague("owner"), make_colleague("boss", group=MANAGER)
    idea = make_idea(owner=owner)
    clock = make_clock(idea, policy=make_policy(escalates_to_user=boss))
    announce_news()
    clock.breached_at = clock.due_at = timezone.now()
    clock.save()
    announce_news()
    clock.escalated_at = timezone.now()
    clock.save()
    announce_news()
    assert news_of(owner) == ["clock_due", "clock_escalated", "clock_missed"]
    assert news_of(boss) == ["clock_escalated"]


def test_a_clock_escalates_to_everybody_of_a_group() -> None:
    group = Group.objects.get(name=RND)
    for name in ("a", "b"):
        make_colleague(name, group=RND)
    now = timezone.now()
    policy = make_policy(escalates_to_group=group)
    make_clock(policy=policy, due_at=now, breached_at=now, escalated_at=now)
    announce_news()
    assert told() == {"a", "b"}


@pytest.mark.parametrize("end", ["met_at", "lapsed_at", "paused_at"])
def test_a_clock_that_ended_or_pauses_warns_of_nothing(end: str) -> None:
    make_robot()
    make_clock(**{end: timezone.now()})
    assert announce_news() == 0


def test_a_hand_off_goes_to_the_desk_but_not_to_who_sent_it() -> None:
    sender = make_colleague("sender", group=RND)
    for name in ("one", "two"):
        make_colleague(name, group=RND)
    make_colleague("elsewhere")
    make_hand_off(from_user=sender, to_desk=Group.objects.get(name=RND), note="请看")
    announce_news()
    assert told() == {"one", "two"}
    assert "请看" in Notice.objects.first().text


def test_who_gave_an_idea_away_hears_what_was_decided() -> None:
    sender, receiver = make_colleague("sender"), make_colleague("receiver")
    now = timezone.now()
    make_hand_off(
        from_user=sender, to_user=receiver, sent_at=now, received_at=now, received_by=receiver,
        decided_at=now, decided_by=receiver, outcome="returned", reason="没有模具",
    )  # fmt: skip
    announce_news()
    row = Notice.objects.get()
    assert (row.user, row.announcement.news) == (sender, News.HAND_OFF_DECIDED)
    assert "没有模具" in row.text


def test_who_may_not_see_ideas_or_left_hears_nothing() -> None:
    outsider, gone = make_colleague("outsider"), make_colleague("gone")
    outsider.groups.clear()
    gone.is_active = False
    gone.save()
    for user in (outsider, gone):
        make_preference(user, hears_all=True)
    make_burst(make_idea(owner=outsider))
    assert announce_news() == 0


def test_words_are_in_the_language_of_who_reads_them_and_quote_fans_shortly() -> None:
    make_robot(name="中文")
    make_robot(name="english", language="en")
    alert = make_burst(make_idea("冷宫冰箱 https://evil.example"), authenticity="coordinated")
    request = alert.members.get().request
    type(request).objects.filter(pk=request.pk).update(text="求" * 300)
    announce_news()
    chinese = Notice.objects.get(robot__name="中文")
    english = Notice.objects.get(robot__name="english")
    assert chinese.subject.startswith("爆发：冷宫冰箱")
    assert english.subject.startswith("Burst: 冷宫冰箱")
    assert "40 requests of 38 fans" in english.text
    assert "coordinated" in english.text
    for row in (chinese, english):
        assert "求" * 39 + "…" in row.text
        assert "求" * 40 not in row.text
        assert "https://evil" not in row.subject


def test_without_an_e_mail_address_or_server_a_notice_is_only_listed(settings: Any) -> None:
    settings.EMAIL_HOST = "mail.example"
    silent, reached = make_colleague("silent", email=""), make_colleague("reached")
    off = make_colleague("off")
    make_preference(off, by_email=False)
    make_hand_off(to_desk=silent.groups.get(), from_user=make_colleague(group=RND))
    announce_news()
    states = dict(Notice.objects.values_list("user__username", "state"))
    assert states == {"silent": "listed", "reached": "queued", "off": "listed"}
    assert reached.email
    settings.EMAIL_HOST = ""
    make_hand_off(to_desk=silent.groups.get(), from_user=make_colleague(group=RND))
    announce_news()
    assert Notice.objects.filter(user=reached, state="listed").count() == 1


@pytest.mark.parametrize(
    ("hour", "due"),
    [(21, (22, 21)), (22, (23, 8)), (23, (23, 8)), (3, (22, 8)), (8, (22, 8)), (12, (22, 12))],
)
def test_quiet_hours_across_midnight_put_a_notice_off(hour: int, due: tuple[int, int]) -> None:
    make_robot(quiet_from=time(22), quiet_to=time(8))
    now = timezone.make_aware(datetime(2026, 11, 22, hour))  # noqa: DTZ001
    make_burst(make_idea(), found_at=now, since=now, last_at=now)
    announce_news(now=now)
    row = Notice.objects.get()
    here = timezone.localtime(row.due_at)
    assert (here.day, here.hour) == due
    assert row.next_try_at == row.due_at


def test_quiet_hours_set_later_hold_for_what_waits_already(settings: Any) -> None:
    settings.ROBOTS_MAY_BE_PRIVATE = True
    now = timezone.make_aware(datetime(2026, 11, 22, 21))  # noqa: DTZ001
    with robot_server("wecom") as server:
        robot = make_robot(url=server.url)
        make_burst(make_idea(), found_at=now, since=now, last_at=now)
        announce_news(now=now)
        robot.quiet_from, robot.quiet_to = time(20), time(7)
        robot.save()
        assert send_notices(now=now) == 0
        assert send_notices(now=now + timedelta(hours=9)) == 0
        assert Notice.objects.get().attempts == 0
        assert send_notices(now=now + timedelta(hours=10, minutes=1)) == 1
        assert len(server.bodies) == 1


def test_what_is_settled_before_its_time_is_not_told_any_more(settings: Any) -> None:
    settings.ROBOTS_MAY_BE_PRIVATE = True
    with robot_server("wecom") as server:
        make_robot(url=server.url)
        alert, clock, row = make_burst(make_idea()), make_clock(), make_hand_off()
        assert announce_news() == 3
        alert.state, alert.decided_at = BurstState.DISMISSED, timezone.now()
        alert.save()
        clock.met_at = timezone.now()
        clock.save()
        row.is_standing = False
        row.save()
        assert send_notices() == 0
        assert server.calls == 0
    assert set(Notice.objects.values_list("state", "error")) == {("dropped", "stale")}


def test_who_wants_no_more_is_not_sent_what_waits(settings: Any) -> None:
    settings.ROBOTS_MAY_BE_PRIVATE, settings.EMAIL_HOST = True, "mail.example"
    owner = make_colleague()
    make_burst(make_idea(owner=owner))
    robot = make_robot()
    announce_news()
    robot.is_active = False
    robot.save()
    make_preference(owner, events=["mention"])
    assert send_notices() == 0
    assert set(Notice.objects.values_list("state", "error")) == {("dropped", "off")}


def test_news_of_more_than_a_day_ago_are_given_up() -> None:
    make_robot()
    make_burst(make_idea())
    announce_news()
    assert send_notices(now=timezone.now() + timedelta(hours=25)) == 0
    row = Notice.objects.get()
    assert (row.state, row.error) == (NoticeState.FAILED, "late")


def test_the_beat_tells_what_happened(settings: Any) -> None:
    settings.ROBOTS_MAY_BE_PRIVATE = True
    settings.DIGEST_HOUR = 24
    assert app.conf.beat_schedule["tell-colleagues"]["task"] == tell.name
    with robot_server("feishu") as server:
        make_robot(kind="feishu", url=server.url)
        make_burst(make_idea())
        assert tell() == 1
        assert tell() == 0
        (text,) = server.texts
    assert "爆发：冷宫冰箱" in text
    assert "38 位粉丝提出 40 条诉求" in text


@pytest.mark.parametrize("number", [1, 12])
def test_announcing_costs_the_same_for_any_number(
    number: int, django_assert_num_queries: Any
) -> None:
    for place in range(number):
        owner = make_colleague()
        make_preference(owner, lines=[ProductLine.objects.create(name=f"线{place}")])
        idea = make_idea(f"冷宫{place}", owner=owner)
        make_burst(idea)
        make_clock(idea)
        make_hand_off(idea, to_user=owner)
        make_robot()
    with django_assert_num_queries(19):
        made = announce_news()
    assert made == number * 3 + number * 3 * number

"""The outbox: sent to real local servers, retried, given up, and never faster than allowed."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.utils import timezone

from ideas.models import Notice, NoticeState, Robot
from ideas.services.notices.claiming import claim
from ideas.services.notices.retrying import send_again
from ideas.services.notices.robots import save_robot
from ideas.services.notices.sending import send_notices
from ideas.services.notices.sifting import sift
from tests.notices import make_notice, make_robot
from tests.robots import KEY, SECRET, TOO_FAST, hang_up, robot_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.robots import RobotServer

pytestmark = pytest.mark.django_db
KINDS = ["wecom", "feishu", "dingtalk"]


@pytest.fixture(autouse=True)
def _here(settings: Any) -> None:
    settings.ROBOTS_MAY_BE_PRIVATE = True


@pytest.fixture
def server() -> Iterator[RobotServer]:
    with robot_server("wecom") as server:
        yield server


def later(**values: float) -> Any:
    return timezone.now() + timedelta(**values)


def waiting() -> Notice:
    return Notice.objects.get(state=NoticeState.QUEUED)


@pytest.mark.parametrize("kind", KINDS)
def test_a_due_notice_is_sent_once_with_its_number_and_page(kind: str, settings: Any) -> None:
    settings.SITE_ADDRESS = "https://lenggong.example/"
    with robot_server(kind) as server:
        robot = make_robot(kind=kind, url=server.url)
        row = make_notice(robot=robot, path="/admin/ideas/idea/7/change/")
        assert send_notices() == 1
        assert send_notices(now=later(hours=1)) == 0
    (text,) = server.texts
    for part in ("冷宫冰箱", "40 条诉求", f"提醒 {row.pk}", "打开"):
        assert part in text
    assert "https://lenggong.example/admin/ideas/idea/7/change/" in text
    row.refresh_from_db()
    assert (row.state, row.attempts, row.error) == (NoticeState.SENT, 1, "")
    assert row.sent_at is not None


def test_what_is_not_due_waits(server: RobotServer) -> None:
    make_notice(robot=make_robot(url=server.url), next_try_at=later(minutes=1))
    assert send_notices() == 0
    assert send_notices(now=later(minutes=2)) == 1


def test_a_failure_waits_longer_each_time_and_is_given_up_in_the_end(server: RobotServer) -> None:
    make_notice(robot=make_robot(url=server.url))
    server.faults.extend((500, {}, b"") for _ in range(20))
    waits, now = [], timezone.now()
    for _ in range(10):
        began = timezone.now()
        send_notices(now=now)
        row = Notice.objects.get()
        if row.state == NoticeState.QUEUED:
            waits.append(round((row.next_try_at - began).total_seconds(), -1))
            assert send_notices(now=now + timedelta(seconds=1)) == 0
        now = max(row.next_try_at, now) + timedelta(seconds=1)
        Notice.objects.update(due_at=now)
    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]
    row = Notice.objects.get()
    assert (row.state, row.attempts, row.error, row.said) == ("failed", 10, "status", "500")
    assert server.calls == 10


def test_a_refusal_for_good_is_not_repeated_until_somebody_mends_it(server: RobotServer) -> None:
    robot = make_robot(url=server.url.replace(KEY, "wrong"))
    row = make_notice(robot=robot)
    assert send_notices() == 0
    row.refresh_from_db()
    assert (row.state, row.error) == (NoticeState.FAILED, "refused")
    assert row.said.startswith("93000")
    assert send_notices(now=later(hours=2)) == 0
    assert server.calls == 1
    save_robot(robot, url=server.url)
    assert send_again([row.pk]) == 1
    assert send_notices(now=later(seconds=1)) == 1
    assert send_again([row.pk]) == 0


def test_retry_after_is_obeyed(server: RobotServer) -> None:
    make_notice(robot=make_robot(url=server.url))
    server.faults.append((503, {"Retry-After": "200"}, b""))
    began = timezone.now()
    send_notices()
    wait = (waiting().next_try_at - began).total_seconds()
    assert 195 < wait < 215


def test_a_limit_in_an_answer_of_200_rests_the_robot_and_costs_no_try() -> None:
    with robot_server("dingtalk") as server:
        robot = make_robot(kind="dingtalk", url=server.url)
        for _ in range(3):
            make_notice(robot=robot)
        server.faults.append((200, {}, TOO_FAST["dingtalk"]))
        began = timezone.now()
        assert send_notices() == 0
        assert server.calls == 1
        robot.refresh_from_db()
        assert 590 < (robot.rests_until - began).total_seconds() < 620
        assert set(Notice.objects.values_list("state", "attempts")) == {("queued", 0)}
        assert send_notices(now=later(minutes=5)) == 0
        assert send_notices(now=later(minutes=11)) == 3
        assert len(server.bodies) == 3


def test_no_robot_gets_more_in_a_minute_than_its_platform_takes() -> None:
    with robot_server("wecom", a_minute=99) as server, robot_server("wecom") as other:
        robot, second = make_robot(url=server.url), make_robot(url=other.url)
        for _ in range(30):
            make_notice(robot=robot)
        make_notice(robot=second)
        assert send_notices() == 21
        assert send_notices(now=later(seconds=30)) == 0
        assert send_notices(now=later(seconds=61)) == 10
    assert (server.calls, other.calls) == (30, 1)


def test_a_robot_that_is_away_holds_up_no_other(server: RobotServer) -> None:
    with robot_server("wecom") as gone:
        pass
    away = make_robot(url=gone.url)
    for _ in range(3):
        make_notice(robot=away)
    make_notice(robot=make_robot(url=server.url))
    assert send_notices() == 1
    rows = Notice.objects.filter(robot=away).order_by("pk")
    assert [(row.attempts, row.error) for row in rows] == [(1, "unreachable"), (0, ""), (0, "")]


def test_one_bad_message_does_not_keep_the_others_back(server: RobotServer) -> None:
    robot = make_robot(url=server.url)
    for _ in range(3):
        make_notice(robot=robot)
    server.faults.append((200, {}, {"errcode": 40058, "errmsg": "invalid"}))
    assert send_notices() == 2


def test_a_private_address_is_refused_when_it_is_used(server: RobotServer, settings: Any) -> None:
    robot = make_robot(url=server.url)
    settings.ROBOTS_MAY_BE_PRIVATE = False
    make_notice(robot=robot)
    assert send_notices() == 0
    row = Notice.objects.get()
    assert (row.state, row.error, server.calls) == (NoticeState.FAILED, "private", 0)


def test_a_robot_sealed_with_another_secret_is_told_so(server: RobotServer, settings: Any) -> None:
    make_notice(robot=make_robot(url=server.url))
    settings.SEALING_SECRET = "another"
    send_notices()
    row = Notice.objects.get()
    assert (row.state, row.error, server.calls) == (NoticeState.FAILED, "sealed", 0)


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_send_the_same_notice(server: RobotServer) -> None:
    row = make_notice(robot=make_robot(url=server.url))
    second: list[int] = []

    def meanwhile(handler: Any, _robot: RobotServer) -> None:
        second.append(send_notices())
        connection.close()
        hang_up(handler, server)

    server.faults.append(meanwhile)
    send_notices()
    assert second == [0]
    assert server.calls == 1
    row.refresh_from_db()
    assert (row.attempts, row.error) == (1, "unreachable")


def test_nothing_secret_is_stored_in_the_open_or_logged(
    server: RobotServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    robot = make_robot(url=server.url)
    make_notice(robot=robot)
    server.faults.append((200, {}, {"errcode": 7, "errmsg": f"{server.url} {SECRET}"}))
    send_notices()
    stored = [str(row) for model in (Robot, Notice) for row in model.objects.values_list()]
    for said in (caplog.text, *stored):
        assert KEY not in said
        assert SECRET not in said
    assert "…" in Notice.objects.get().said


def test_a_fault_of_ours_ends_no_run_and_is_tried_again(
    server: RobotServer, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SITE_ADDRESS = None
    for _ in range(2):
        make_notice(robot=make_robot(url=server.url))
    assert send_notices() == 0
    assert set(Notice.objects.values_list("state", "attempts", "error")) == {
        ("queued", 1, "broken")
    }
    assert "could not be sent: AttributeError" in caplog.text
    settings.SITE_ADDRESS = ""
    assert send_notices(now=later(minutes=2)) == 2


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_between_sending_and_marking_sends_again_and_only_once_more(
    settings: Any,
) -> None:
    """At least once: the server has it twice, under the same number, and the row is one."""
    program = (
        "import django; django.setup();"
        "from ideas.services.notices.sending import send_notices; send_notices()"
    )
    environment = {
        **os.environ,
        "LENGGONG_DATABASE": settings.DATABASES["default"]["NAME"],
        "DJANGO_SETTINGS_MODULE": "engine.settings",
        "ROBOTS_MAY_BE_PRIVATE": "1",
        "SEALING_SECRET": settings.SEALING_SECRET,
    }
    workers: list[subprocess.Popen[bytes]] = []

    def take_and_kill(handler: Any, server: RobotServer) -> None:
        server.bodies.append({"markdown": {"content": "taken"}})
        os.kill(workers[0].pid, signal.SIGKILL)

    with robot_server("wecom") as server:
        row = make_notice(robot=make_robot(url=server.url))
        server.faults.append(take_and_kill)
        workers.append(
            subprocess.Popen(
                [sys.executable, "-c", program], cwd=settings.BASE_DIR, env=environment
            )
        )
        assert workers[0].wait(60) == -signal.SIGKILL
        row.refresh_from_db()
        assert (row.state, row.attempts) == (NoticeState.QUEUED, 1)
        assert send_notices(now=later(minutes=1)) == 0
        assert send_notices(now=later(minutes=6)) == 1
        assert send_notices(now=later(hours=3)) == 0
        assert len(server.bodies) == 2
    assert Notice.objects.get().state == NoticeState.SENT


@pytest.mark.parametrize("number", [2, 15])
def test_claiming_and_sifting_cost_the_same_for_any_number(
    number: int, server: RobotServer, django_assert_num_queries: Any
) -> None:
    robot = make_robot(url=server.url)
    for _ in range(number):
        make_notice(robot=robot)
    now = timezone.now()
    with django_assert_num_queries(9):
        rows = sift(claim(limit=40, now=now), now=now)
    assert len(rows) == number

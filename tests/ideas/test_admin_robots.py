"""Robots in the admin: secrets go in and never come out, and a test message tells what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from ideas.models import Robot
from ideas.services.notices.robots import address_of
from tests.notices import make_robot
from tests.robots import KEY, SECRET, robot_server

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.test import Client

pytestmark = pytest.mark.django_db
LIST = "/admin/ideas/robot/"
URL = f"https://oapi.example/robot/send?access_token={KEY}"
SENT = {
    "kind": "dingtalk", "name": "研发群", "url": URL, "secret": SECRET, "events": ["burst"],
    "quiet_from": "22:00", "quiet_to": "08:00", "language": "zh-hans", "is_active": "on",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _here(settings: Any) -> None:
    settings.ROBOTS_MAY_BE_PRIVATE = True


def errors_of(answer: Any) -> set[str]:
    return set(answer.context["adminform"].form.errors)


def change(robot: Robot) -> str:
    return reverse("admin:ideas_robot_change", args=[robot.pk])


def test_a_robot_is_made_and_its_secrets_are_on_no_page(admin_client: Client) -> None:
    assert admin_client.post(f"{LIST}add/", SENT).status_code == 302
    robot = Robot.objects.get()
    address = address_of(robot)
    assert (address.url, address.secret, robot.events) == (URL, SECRET, ["burst"])
    assert KEY not in repr(address)
    stored = str(Robot.objects.values_list().get())
    log = str(list(LogEntry.objects.values_list()))
    pages = [admin_client.get(way).content.decode() for way in (LIST, change(robot))]
    for text in (stored, log, *pages):
        assert KEY not in text
        assert SECRET not in text
        assert robot.sealed_url not in text or text == stored


def test_a_new_robot_tells_of_everything_but_mentions(admin_client: Client) -> None:
    form = admin_client.get(f"{LIST}add/").context["adminform"].form
    assert form["events"].value() == ["burst", "clock_due", "clock_missed", "hand_off", "digest"]
    sent = {**SENT, "events": form["events"].value()}
    assert admin_client.post(f"{LIST}add/", sent).status_code == 302
    changing = admin_client.get(change(Robot.objects.get())).context["adminform"].form
    assert changing["events"].value() == sent["events"]


def test_what_is_not_entered_again_stays(admin_client: Client) -> None:
    robot = make_robot(kind="dingtalk", url=URL)
    sent = {**SENT, "name": "设计群", "url": "", "secret": ""}
    assert admin_client.post(change(robot), sent).status_code == 302
    robot.refresh_from_db()
    assert robot.name == "设计群"
    assert (address_of(robot).url, address_of(robot).secret) == (URL, SECRET)
    admin_client.post(change(robot), {**sent, "drops_secret": "on"})
    robot.refresh_from_db()
    assert (address_of(robot).url, address_of(robot).secret) == (URL, "")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"url": ""}, "url"),
        ({"url": "ftp://a.example/"}, "url"),
        ({"url": "https://user:pass@a.example/"}, "url"),
        ({"kind": "wecom"}, "secret"),
        ({"quiet_to": ""}, "quiet_to"),
        ({"quiet_to": "22:00"}, "quiet_to"),
        ({"events": ["mention"]}, "events"),
        ({"name": ""}, "name"),
    ],
)
def test_what_makes_no_robot_is_told(admin_client: Client, wrong: Any, field: str) -> None:
    answer = admin_client.post(f"{LIST}add/", {**SENT, **wrong})
    assert errors_of(answer) == {field}
    assert KEY not in answer.content.decode()
    assert not Robot.objects.exists()


@pytest.mark.parametrize("group", ["editor", "manager", "rnd"])
def test_robots_are_for_administrators(client: Client, group: str, request: Any) -> None:
    person: User = request.getfixturevalue(group)
    robot = make_robot()
    client.force_login(person)
    for way in (LIST, f"{LIST}add/", change(robot), f"{LIST}{robot.pk}/test/"):
        assert client.get(way).status_code == 403
    assert client.post(f"{LIST}{robot.pk}/test/").status_code == 403


def test_no_robot_is_deleted(admin_client: Client) -> None:
    robot = make_robot()
    assert admin_client.post(f"{LIST}{robot.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Robot.objects.exists()


def try_it(client: Client, robot: Robot) -> str:
    return client.post(f"{LIST}{robot.pk}/test/", follow=True).content.decode()


def test_a_test_message_is_said_in_the_group(admin_client: Client) -> None:
    with robot_server("feishu") as server:
        robot = make_robot(kind="feishu", url=server.url)
        assert admin_client.get(f"{LIST}{robot.pk}/test/").status_code == 200
        assert server.calls == 0
        assert "平台已收下" in try_it(admin_client, robot)
        assert "提醒测试" in server.texts[0]


def test_what_the_platform_refuses_is_told_at_once(admin_client: Client, settings: Any) -> None:
    with robot_server("dingtalk", secret="another") as server:
        robot = make_robot(kind="dingtalk", url=server.url)
        assert "310000 sign not match" in try_it(admin_client, robot)
        settings.ROBOTS_MAY_BE_PRIVATE = False
        assert "内部网络" in try_it(admin_client, robot)
        assert server.calls == 1
        settings.SEALING_SECRET = "another"
        assert "重新填写" in try_it(admin_client, robot)

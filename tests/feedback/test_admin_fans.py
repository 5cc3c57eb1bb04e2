"""Fans on pages: who they are to us, what their source told, and saying otherwise."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from engine.ledger.models import Operation
from feedback.models import Fan, Role, Verified
from feedback.signal_words import told_signals
from tests.factories import make_fan

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.test import Client

pytestmark = pytest.mark.django_db
LIST = "/admin/feedback/fan/"


def page_of(fan: Fan) -> str:
    return reverse("admin:feedback_fan_change", args=[fan.pk])


def say(client: Client, fan: Fan, **values: Any) -> Any:
    return client.post(reverse("admin:feedback_fan_role", args=[fan.pk]), values, follow=True)


def test_a_fans_page_tells_what_the_source_gave_and_what_not(client: Client, rnd: User) -> None:
    fan = make_fan(
        followers=3,
        posts=0,
        registered_at=timezone.now() - timedelta(days=12, hours=1),
        machine_role=Role.COPYCAT,
    )
    client.force_login(rnd)
    page = client.get(page_of(fan)).content.decode()
    for words in (
        "仿冒我们的账号",
        "机器",
        "粉丝数：3",
        "账号注册时长：12 天",
        "几乎没有痕迹的账号",
    ):
        assert words in page
    given, missing = page.split("来源没有给出", 1)
    assert "认证情况" in missing
    assert "完整昵称" in missing
    assert "认证情况" not in given.split("来源给出的信号", 1)[1]


def test_a_source_that_tells_nothing_is_said_to_tell_nothing() -> None:
    with translation.override("en"):
        told = told_signals(make_fan(), when=timezone.now())
    assert told.standing == "too little is known of the account"
    assert told.given == ()
    assert len(told.missing) == 5


def test_everything_a_source_told_is_shown() -> None:
    fan = make_fan(
        followers=10**6,
        posts=7,
        registered_at=timezone.now() - timedelta(days=1),
        verified=Verified.NONE,
        name_key="k",
    )
    with translation.override("en"):
        told = told_signals(fan, when=timezone.now())
    assert told.missing == ()
    assert told.given == (
        "followers: 1000000",
        "posts: 7",
        "age of the account: 1 day",
        "verification: not verified",
        "whole name: given",
    )


def test_an_editor_says_who_somebody_is_and_why(client: Client, editor: User) -> None:
    fan = make_fan(machine_role=Role.COPYCAT)
    client.force_login(editor)
    assert (
        reverse("admin:feedback_fan_role", args=[fan.pk])
        in client.get(page_of(fan)).content.decode()
    )
    answer = say(client, fan, role="fan", reason="重名的真粉丝").content.decode()
    assert "已指定该粉丝的身份。" in answer
    assert "重名的真粉丝" in answer
    fan.refresh_from_db()
    assert fan.role == Role.FAN
    operation = Operation.objects.get()
    assert (operation.kind, operation.actor) == ("fan.role", editor)
    say(client, fan, role="machine", reason="")
    fan.refresh_from_db()
    assert (fan.person_role, fan.role) == ("", Role.COPYCAT)


def test_no_role_is_no_answer(client: Client, editor: User) -> None:
    fan = make_fan()
    client.force_login(editor)
    for role in ("", "king", "\0"):
        assert say(client, fan, role=role).status_code == 200
    assert not Operation.objects.exists()


def test_rnd_looks_and_says_nothing(client: Client, rnd: User) -> None:
    fan = make_fan()
    client.force_login(rnd)
    assert "/role/" not in client.get(page_of(fan)).content.decode()
    assert say(client, fan, role="own").status_code == 403
    assert not Operation.objects.exists()


@pytest.mark.parametrize(
    ("chosen", "shown"),
    [("copycat", ["仿"]), ("person", ["人"]), ("fan", ["粉", "人"]), ("%00", ["仿", "粉", "人"])],
)
def test_fans_are_found_by_role(client: Client, rnd: User, chosen: str, shown: list[str]) -> None:
    make_fan(masked_name="仿***甲", machine_role=Role.COPYCAT)
    make_fan(masked_name="粉***甲")
    make_fan(masked_name="人***甲", machine_role=Role.COMPANY, person_role=Role.FAN)
    client.force_login(rnd)
    page = client.get(f"{LIST}?role={chosen}").content.decode()
    assert [sign for sign in "仿粉人" if f"{sign}***甲" in page] == shown

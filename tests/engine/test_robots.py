"""Messages to group robots, against real servers that check signatures and answer with errors."""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from engine.notices.errors import Fault, NotSentError
from engine.notices.messages import Message
from engine.notices.robots import PLATFORMS, send_to_robot
from tests.robots import KEY, SECRET, TOO_FAST, RobotServer, drip, hang, hang_up, robot_server

KINDS = sorted(PLATFORMS)
MESSAGE = Message(
    subject="爆发：冷宫冰箱",
    text="40 条诉求，38 位粉丝\n例：求你们出一个冷宫形状的冰箱吧",
    link="https://lenggong.example/admin/ideas/idea/7/change/",
    label="打开",
)


def send(robot: RobotServer, message: Message = MESSAGE, **values: Any) -> None:
    given = {"url": robot.url, "secret": robot.secret, "takes_private": True, **values}
    send_to_robot(robot.kind, message, **given)


def refusal(robot: RobotServer, **values: Any) -> NotSentError:
    with pytest.raises(NotSentError) as caught:
        send(robot, **values)
    return caught.value


@pytest.mark.parametrize("kind", KINDS)
def test_a_signed_message_is_taken_and_reads_as_it_was_written(kind: str) -> None:
    with robot_server(kind) as robot:
        send(robot)
    (text,) = robot.texts
    for part in (MESSAGE.subject, *MESSAGE.text.splitlines(), MESSAGE.link, MESSAGE.label):
        assert part in text


@pytest.mark.parametrize(("kind", "code"), [("feishu", "19021"), ("dingtalk", "310000")])
def test_a_wrong_signature_is_refused_for_good(kind: str, code: str) -> None:
    with robot_server(kind) as robot:
        error = refusal(robot, secret="another")
        late = refusal(robot, now=datetime.now(UTC) - timedelta(hours=2))
    assert (error.fault, error.is_final, late.is_final) == (Fault.REFUSED, True, True)
    assert error.said.startswith(code)
    assert robot.bodies == []


@pytest.mark.parametrize("kind", ["feishu", "dingtalk"])
def test_a_robot_without_a_secret_is_sent_to_unsigned(kind: str) -> None:
    with robot_server(kind, secret="") as robot:
        send(robot)
    assert len(robot.bodies) == 1
    assert "sign" not in robot.bodies[0]


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_that_is_none_is_refused_for_good(kind: str) -> None:
    with robot_server(kind) as robot:
        error = refusal(robot, url=robot.url.replace(KEY, "another-key"))
    assert (error.fault, error.is_final) == (Fault.REFUSED, True)


@pytest.mark.parametrize(("kind", "rest"), [("wecom", 60), ("feishu", 60), ("dingtalk", 600)])
def test_too_many_messages_are_an_error_though_http_says_200(kind: str, rest: int) -> None:
    with robot_server(kind, a_minute=1) as robot:
        send(robot)
        error = refusal(robot)
    assert (error.fault, error.wait, error.is_final) == (Fault.TOO_FAST, rest, False)


def test_a_limit_is_known_by_its_words_where_the_code_means_many_things() -> None:
    with robot_server("feishu") as robot:
        robot.faults.append((200, {}, {"code": 9499, "msg": "too many request"}))
        robot.faults.append((200, {}, {"code": 9499, "msg": "Bad Request"}))
        assert refusal(robot).fault == Fault.TOO_FAST
        assert refusal(robot).is_final


def test_retry_after_is_heard_as_seconds_and_as_a_date() -> None:
    soon = (datetime.now(UTC) + timedelta(seconds=120)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    with robot_server("wecom") as robot:
        for value in ("7", soon, "yesterday", "999999"):
            robot.faults.append((429, {"Retry-After": value}, TOO_FAST["wecom"]))
        waits = [refusal(robot).wait for _ in range(4)]
    assert waits[0] == 7
    assert 60 < (waits[1] or 0) <= 120
    assert waits[2:] == [60, 3600]


@pytest.mark.parametrize(("status", "is_final"), [(500, False), (503, False), (404, True)])
def test_a_status_that_may_pass_is_tried_again(status: int, is_final: bool) -> None:
    with robot_server("wecom") as robot:
        robot.faults.append((status, {"Retry-After": "9"}, b"<html>"))
        error = refusal(robot)
    assert (error.fault, error.said, error.is_final) == (Fault.STATUS, str(status), is_final)
    assert error.wait == 9


@pytest.mark.parametrize(
    "told", [b"<html>login</html>", b"[]", b"", b'{"errcode": "0"}', b"{}", b"x" * 300_000]
)
def test_what_is_no_answer_of_the_platform_is_no_success(told: bytes) -> None:
    with robot_server("wecom") as robot:
        robot.faults.append((200, {}, told))
        error = refusal(robot)
    assert (error.fault, error.is_final) == (Fault.ODD, False)


def test_an_unknown_code_is_tried_again() -> None:
    with robot_server("dingtalk") as robot:
        robot.faults.append((200, {}, {"errcode": -1, "errmsg": "系统繁忙"}))
        error = refusal(robot)
    assert (error.said, error.is_final) == ("-1 系统繁忙", False)


@pytest.mark.parametrize("act", [hang, drip])
def test_a_server_that_never_ends_is_left(act: Any) -> None:
    with robot_server("wecom") as robot:
        robot.faults.append(act)
        began = time.monotonic()
        error = refusal(robot, seconds=0.4)
        assert time.monotonic() - began < 5
    assert (error.fault, error.is_down) == (Fault.TIMEOUT, True)


def test_a_server_that_hangs_up_or_is_not_there_may_come_back() -> None:
    with robot_server("wecom") as robot:
        robot.faults.append(hang_up)
        first = refusal(robot)
    gone = refusal(robot)
    for error in (first, gone):
        assert (error.fault, error.is_down, error.is_final) == (Fault.UNREACHABLE, True, False)


def test_a_redirect_is_not_followed_wherever_it_leads() -> None:
    with robot_server("wecom") as inner, robot_server("wecom") as robot:
        for status in (301, 302, 307, 308):
            robot.faults.append((status, {"Location": inner.url}, b""))
            error = refusal(robot)
            assert (error.fault, error.is_final) == (Fault.REDIRECT, True)
    assert (robot.calls, inner.calls) == (4, 0)


@pytest.mark.parametrize("kind", KINDS)
def test_words_of_fans_cannot_call_everybody_or_make_a_link(kind: str) -> None:
    bad = "<@all> <at user_id='all'></at> [点我](https://evil.example) **x** `y`\n# 大字"
    with robot_server(kind) as robot:
        send(robot, Message(subject="<@all>[x](y)", text=bad))
    (body,) = robot.bodies
    if kind == "feishu":
        assert all(e["text"]["tag"] == "plain_text" for e in body["card"]["elements"])
    else:
        assert not set("<>[]`#") & set(robot.texts[0])
        assert "at" not in body


@pytest.mark.parametrize("kind", KINDS)
def test_a_long_message_is_cut_and_keeps_its_link(kind: str) -> None:
    with robot_server(kind) as robot:
        send(robot, Message("日报", "冷宫" * 20_000, "https://lenggong.example/7", "打开"))
    assert "https://lenggong.example/7" in robot.texts[0]
    assert "…" in robot.texts[0]


@pytest.mark.parametrize("kind", KINDS)
def test_neither_logs_nor_errors_tell_the_address_or_the_secret(
    kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("httpcore").setLevel(logging.DEBUG)
    with robot_server(kind) as robot:
        send(robot)
        echo = f"bad {robot.url} {KEY} {SECRET}"
        robot.faults.append((200, {}, {"errcode": 5, "code": 5, "errmsg": echo, "msg": echo}))
        error = refusal(robot)
        robot.faults.append((200, {}, echo.encode()))
        odd = refusal(robot)
    for said in (caplog.text, str(error), repr(error), str(odd), repr(odd)):
        assert KEY not in said
        assert SECRET not in said

"""Notices by e-mail, to a real local SMTP server that takes, refuses, hangs up and goes away."""

from __future__ import annotations

import email
import email.policy
import socket
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from ideas.models import Notice, NoticeState
from ideas.services.notices.sending import send_notices
from tests.notices import make_colleague, make_notice, make_preference

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

    from django.contrib.auth.models import User

pytestmark = pytest.mark.django_db


class MailServer:
    """Takes mail for everybody, but answers as it is told to first."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.to_rcpt: list[str] = []
        self.to_data: list[str] = []
        self.connections = 0

    async def handle_EHLO(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.to_rcpt:
            return self.to_rcpt.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.to_data:
            return self.to_data.pop(0)
        parsed = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.mails.append(parsed)  # type: ignore[arg-type]
        return "250 OK"


def make_reader(name: str = "", **values: Any) -> User:
    """A colleague who wants digests, of which the notices here are."""
    user = make_colleague(name, **values)
    make_preference(user, events=["digest"])
    return user


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    handler = MailServer()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_TIMEOUT = 3
    settings.DEFAULT_FROM_EMAIL = "冷宫 <lenggong@haier.example>"
    settings.SITE_ADDRESS = "https://lenggong.example"
    yield handler
    controller.stop()


def test_a_notice_arrives_whole_and_under_an_id_of_ours(server: MailServer) -> None:
    user = make_reader("wang")
    row = make_notice(user=user, path="/admin/ideas/idea/7/change/", subject="爆发：冷宫冰箱")
    assert send_notices() == 1
    (mail,) = server.mails
    assert mail["To"] == "wang@example.com"
    assert mail["Subject"] == "爆发：冷宫冰箱"
    assert mail["Message-ID"].startswith(f"<notice-{row.pk}-")
    assert mail["Message-ID"].endswith("@haier.example>")
    text = mail.get_content()
    assert "40 条诉求" in text
    assert "https://lenggong.example/admin/ideas/idea/7/change/" in text


def test_several_go_over_one_connection(server: MailServer) -> None:
    for _ in range(5):
        make_notice(user=make_reader())
    assert send_notices() == 5
    assert (len(server.mails), server.connections) == (5, 1)


def test_a_second_try_bears_the_same_id(server: MailServer) -> None:
    row = make_notice(user=make_reader())
    assert send_notices() == 1
    # as after a crash between sending and marking
    now = timezone.now()
    Notice.objects.update(state=NoticeState.QUEUED, sent_at=None, next_try_at=now)
    assert send_notices() == 1
    assert len({mail["Message-ID"] for mail in server.mails}) == 1
    assert len(server.mails) == 2
    assert Notice.objects.get(pk=row.pk).state == NoticeState.SENT


def test_a_mailbox_that_is_none_fails_for_good_and_no_other(server: MailServer) -> None:
    first, second = (make_notice(user=make_reader()) for _ in range(2))
    server.to_rcpt.append("550 no such user here")
    assert send_notices() == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.error) == (NoticeState.FAILED, "mail")
    assert first.said == "550 no such user here"
    assert second.state == NoticeState.SENT


@pytest.mark.parametrize("answer", ["451 try again later", "452 out of space"])
def test_what_may_pass_is_tried_again(server: MailServer, answer: str) -> None:
    row = make_notice(user=make_reader())
    server.to_data.append(answer)
    assert send_notices() == 0
    row.refresh_from_db()
    assert (row.state, row.error, row.said) == (NoticeState.QUEUED, "mail", answer)
    assert send_notices(now=timezone.now() + timedelta(minutes=1)) == 1


def test_a_server_that_closes_is_left_alone_for_a_while(server: MailServer) -> None:
    for _ in range(3):
        make_notice(user=make_reader())
    server.to_data.append("421 closing")
    assert send_notices() == 0
    assert sorted(Notice.objects.values_list("attempts", flat=True)) == [0, 0, 1]
    assert send_notices(now=timezone.now() + timedelta(minutes=1)) == 3


@pytest.mark.parametrize("is_silent", [True, False])
def test_a_server_that_is_away_or_silent_costs_one_try(settings: Any, is_silent: bool) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_TIMEOUT = 0.3
    rows = [make_notice(user=make_reader()) for _ in range(2)]
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        if is_silent:
            held.listen()
        settings.EMAIL_HOST, settings.EMAIL_PORT = held.getsockname()
        assert send_notices() == 0
    states = Notice.objects.order_by("pk").values_list("state", "attempts", "error")
    assert list(states) == [("queued", 1, "unreachable"), ("queued", 0, "")]
    assert rows


def test_a_subject_with_a_line_break_makes_no_header(server: MailServer) -> None:
    make_notice(user=make_reader(), subject="冷宫\r\nBcc: all@example.com")
    assert send_notices() == 1
    assert server.mails[0]["Bcc"] is None


def test_an_address_that_is_none_fails_for_good(server: MailServer) -> None:
    user = make_reader(email="wang\n@example.com")
    make_notice(user=user)
    assert send_notices() == 0
    assert Notice.objects.get().state == NoticeState.FAILED

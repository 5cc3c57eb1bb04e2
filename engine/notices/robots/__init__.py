"""Group robots of three platforms: one message, signed and worded as each of them wants it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from engine.notices.errors import Fault, NotSentError, tidy
from engine.notices.posting import SECONDS, Answer, post_json
from engine.notices.robots import dingtalk, feishu, wecom
from engine.notices.robots.verdicts import Call, judge_code
from engine.notices.waiting import asked_wait

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.notices.messages import Message
    from engine.notices.robots.verdicts import Platform

PLATFORMS: Mapping[str, Platform] = {
    "wecom": wecom.PLATFORM,
    "feishu": feishu.PLATFORM,
    "dingtalk": dingtalk.PLATFORM,
}
_SHORTEST_HIDDEN = 6


def send_to_robot(  # noqa: PLR0913 - each is one fact of the robot or of this installation
    kind: str,
    message: Message,
    *,
    url: str,
    secret: str,
    takes_private: bool = False,
    now: datetime | None = None,
    seconds: float = SECONDS,
) -> None:
    """Send one message; returns when the platform says it took it, else raises NotSentError."""
    platform, now = PLATFORMS[kind], now or datetime.now(UTC)
    call: Call = platform.call(message, url=url, secret=secret, now=now)
    hidden = _hidden(url, secret=secret)
    try:
        answer = post_json(call.url, call.body, takes_private=takes_private, seconds=seconds)
        _judge(answer, platform=platform, now=now)
    except NotSentError as error:
        raise NotSentError(
            error.fault,
            said=tidy(error.said, hidden=hidden),
            wait=error.wait,
            is_final=error.is_final,
            is_down=error.is_down,
        ) from None


def _judge(answer: Answer, *, platform: Platform, now: datetime) -> None:
    """Raise unless the answer says that the message was taken; errors may come as 200."""
    wait = asked_wait(answer.retry_after, now=now)
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        raise NotSentError(Fault.TOO_FAST, wait=platform.rest if wait is None else wait)
    if answer.status != HTTPStatus.OK:
        raise _by_status(answer.status, wait=wait)
    told = _read(answer.content)
    if told is None:
        raise NotSentError(Fault.ODD, said=answer.content[:200].decode(errors="replace"))
    judge_code(told, platform=platform, wait=wait)


def _by_status(status: int, *, wait: float | None) -> NotSentError:
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return NotSentError(Fault.REDIRECT, said=str(status), is_final=True)
    passing = status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT
    return NotSentError(Fault.STATUS, said=str(status), wait=wait, is_final=not passing)


def _read(content: bytes) -> dict[str, Any] | None:
    try:
        told = json.loads(content)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


def _hidden(url: str, *, secret: str) -> tuple[str, ...]:
    """What of an address must not be told on: all of it, and the tokens in it."""
    parts = urlsplit(url)
    tokens = [value for _name, value in parse_qsl(parts.query)]
    ends = [piece for piece in parts.path.split("/") if len(piece) >= _SHORTEST_HIDDEN]
    return (url, parts.query, secret, *tokens, *ends[-1:])

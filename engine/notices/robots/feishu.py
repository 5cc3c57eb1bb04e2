"""飞书 custom robots: a card of plain text, signed in its body.

https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING, Any

from engine.notices.messages import Message, cut
from engine.notices.robots.verdicts import Call, Platform

if TYPE_CHECKING:
    from datetime import datetime

# The whole body may have 20 KB.
MOST_BYTES = 16_000


def sign(timestamp: str, *, secret: str) -> str:
    """The platform's own way: time and secret are the key, and nothing is what is signed."""
    key = f"{timestamp}\n{secret}".encode()
    return base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()


def _call(message: Message, *, url: str, secret: str, now: datetime) -> Call:
    body: dict[str, Any] = {"msg_type": "interactive", "card": _card(message)}
    if secret:
        timestamp = str(int(now.timestamp()))
        body = {"timestamp": timestamp, "sign": sign(timestamp, secret=secret), **body}
    return Call(url, body)


def _card(message: Message) -> dict[str, Any]:
    elements: list[dict[str, Any]] = [
        {"tag": "div", "text": _plain(cut(message.text, most=MOST_BYTES))}
    ]
    if message.link:
        button = {
            "tag": "button",
            "text": _plain(message.label),
            "type": "primary",
            "url": message.link,
        }
        elements.append({"tag": "action", "actions": [button]})
    return {
        "config": {"wide_screen_mode": True},
        "header": {"title": _plain(message.subject), "template": "blue"},
        "elements": elements,
    }


def _plain(text: str) -> dict[str, str]:
    return {"tag": "plain_text", "content": text}


PLATFORM = Platform(
    call=_call,
    codes=("code", "StatusCode"),
    words=("msg", "StatusMessage"),
    hurried=frozenset({11232, 11233}),
    # no such robot; a body it cannot read; wrong signature; this address or these words refused
    final=frozenset({9499, 19001, 19002, 19021, 19022, 19024, 11246, 200621}),
    rest=60.0,
    a_minute=100,
)

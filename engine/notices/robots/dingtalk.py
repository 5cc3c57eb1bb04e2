"""钉钉 custom robots: markdown, signed in the address.

https://open.dingtalk.com/document/robots/custom-robot-access
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit, urlunsplit

from engine.notices.messages import Message, cut, dead
from engine.notices.robots.verdicts import Call, Platform

if TYPE_CHECKING:
    from datetime import datetime

# The whole body may have 20,000 bytes.
MOST_BYTES = 16_000


def sign(timestamp: str, *, secret: str) -> str:
    """HMAC-SHA256 of time and secret by the secret, in base64."""
    text = f"{timestamp}\n{secret}".encode()
    return base64.b64encode(hmac.new(secret.encode(), text, hashlib.sha256).digest()).decode()


def _call(message: Message, *, url: str, secret: str, now: datetime) -> Call:
    # a line break is a break only with a blank line: markdown would join the lines
    text = "\n\n".join(dead(cut(message.text, most=MOST_BYTES)).splitlines())
    foot = f"\n\n[{dead(message.label)}]({message.link})" if message.link else ""
    subject = dead(message.subject)
    content = f"**{subject}**\n\n{text}{foot}"
    body = {"msgtype": "markdown", "markdown": {"title": subject, "text": content}}
    return Call(_signed(url, secret=secret, now=now) if secret else url, body)


def _signed(url: str, *, secret: str, now: datetime) -> str:
    timestamp = str(int(now.timestamp() * 1000))
    told = urlencode({"timestamp": timestamp, "sign": sign(timestamp, secret=secret)})
    parts = urlsplit(url)
    query = f"{parts.query}&{told}" if parts.query else told
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


PLATFORM = Platform(
    call=_call,
    codes=("errcode",),
    words=("errmsg",),
    hurried=frozenset({130101, 410100, 90018, 90030}),
    # wrong signature, words or address; no such robot or group; stopped; forbidden content
    final=frozenset(
        {310000, 300001, 300005, 400013, 400101, 400102, 400105, 40035, 430101, 430102, 430103}
    ),
    # who sends more than twenty a minute is held up for ten minutes
    rest=600.0,
    a_minute=20,
)

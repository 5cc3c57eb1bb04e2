"""企业微信 group robots: the key in the address is all there is, no signature.

https://developer.work.weixin.qq.com/document/path/91770 (群机器人配置说明)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.notices.messages import Message, cut, dead
from engine.notices.robots.verdicts import Call, Platform

if TYPE_CHECKING:
    from datetime import datetime

MOST_BYTES = 4096


def _call(message: Message, *, url: str, secret: str, now: datetime) -> Call:
    head = f"**{dead(message.subject)}**\n"
    foot = f"\n[{dead(message.label)}]({message.link})" if message.link else ""
    room = MOST_BYTES - len((head + foot).encode())
    content = head + cut(dead(message.text), most=room) + foot
    return Call(url, {"msgtype": "markdown", "markdown": {"content": content}})


PLATFORM = Platform(
    call=_call,
    codes=("errcode",),
    words=("errmsg",),
    hurried=frozenset({45009, 45033}),
    # the robot was taken out of the group or stopped; the message is of no kind or too long
    final=frozenset({93000, 93004, 93008, 40008, 40058, 44004, 45002}),
    rest=60.0,
    a_minute=20,
)

"""Waves of comments, honest and bought, as the rules are told of them and as rows."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING

from engine.nlp.copies import group_wordings, key_of
from feedback.signals import Signal, Standing
from ideas.integrity import Account, Ask

if TYPE_CHECKING:
    from collections.abc import Sequence

Said = tuple[str, Ask]
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TOLD = (Signal.FOLLOWERS, Signal.POSTS, Signal.AGE)
SLOGAN = "求出冷宫冰箱"
COPIED = "强烈要求尽快出一款冷宫造型的三门冰箱，我第一个买"
PARAPHRASES = (
    "强烈要求尽快出一款冷宫造型的三门冰箱，我第一个买",
    "希望能早点看到冷宫主题的冰箱上市，价格好商量",
    "冷宫冰箱什么时候能安排上，等不及要下单了",
    "做一台冷宫样子的大冰箱吧，全家都盼着换新",
    "请厂家认真考虑把冷宫做成冰箱系列，肯定热卖",
    "真心建议开发冷宫联名款冰箱，年轻人都会支持",
)
_OPENINGS = ("我家", "上周看完展", "宿舍里", "给爸妈", "新房装修", "说实话", "昨天逛街", "带娃时")
_MIDDLES = (
    "老想着弄个红墙金瓦的冰箱摆厨房",
    "觉得冰箱门上要是有宫门钉就太逗了",
    "就缺一台打入冷宫的冰箱来放剩菜",
    "真盼着有人把冷宫做成家电",
    "特别想要宫墙配色的冷藏柜",
    "跟朋友打赌会不会出冷宫冰箱",
    "愿意为一台带匾额的冰箱攒钱",
)
_ENDINGS = (
    "不知道贵不贵",
    "求安排",
    "租房也放得下就好",
    "最好静音一点",
    "小户型能用吗",
    "别太耗电",
)
_SIGNS = "春夏秋冬东南西北上下左右红橙黄绿青蓝紫金木水火土天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往"


def own_words(number: int, *, seed: int = 5) -> list[str]:
    """So many texts of people who each found their own words."""
    dice = random.Random(seed)
    parts = (_OPENINGS, _MIDDLES, _ENDINGS)
    return [
        "，".join([*(dice.choice(part) for part in parts), "".join(dice.choices(_SIGNS, k=8))])
        for _ in range(number)
    ]


def ordinary(
    number: int, *, seed: int = 7, channel: str = "weibo", bare: float = 0.05
) -> list[Account]:
    """Accounts as they are on a channel: a fifth are young or featureless, some of them both."""
    dice, other = random.Random(seed), random.Random(seed)
    kinds = (Standing.ESTABLISHED, Standing.ORDINARY, Standing.FEATURELESS, Standing.YOUNG)
    standings = dice.choices(kinds, weights=(35, 45, 12, 8), k=number)
    return [
        Account(next(_FANS), channel, standing, TOLD, is_bare=other.random() < bare)
        for standing in standings
    ]


def bought(number: int, *, standing: Standing = Standing.YOUNG) -> list[Account]:
    is_bare = standing == Standing.YOUNG
    return [Account(next(_FANS), "weibo", standing, TOLD, is_bare=is_bare) for _ in range(number)]


def unknown(number: int) -> list[Account]:
    return [Account(next(_FANS), "jd") for _ in range(number)]


def wave(
    accounts: Sequence[Account],
    texts: Sequence[str],
    *,
    over: timedelta = DAY,
    since: datetime = NOON,
    is_new: bool = True,
    is_repost: bool = False,
    **values: int | None,
) -> list[Said]:
    """Each account says one of the texts in turn, evenly over a time."""
    step = over / max(1, len(accounts))
    heard = timedelta(0) if is_new else 30 * DAY
    return [
        (
            texts[place % len(texts)],
            Ask(
                comment=next(_COMMENTS),
                account=replace(account, first_at=since + place * step - heard),
                at=since + place * step,
                wording=0,
                length=0,
                is_repost=is_repost,
                **{"idea": 1, **values},
            ),
        )
        for place, account in enumerate(accounts)
    ]


def said(*waves: list[Said]) -> list[Ask]:
    """All of it in the order of time, near-identical texts under one number."""
    rows = sorted((row for wave in waves for row in wave), key=lambda row: row[1].at or NOON)
    leaders = group_wordings([text for text, _ask in rows])
    return [
        replace(ask, wording=leader, length=len(key_of(text)))
        for leader, (text, ask) in zip(leaders, rows, strict=True)
    ]


def lightly_edited(text: str, number: int, *, seed: int = 3) -> list[str]:
    """Copies of a text, each with one character more somewhere and a tail."""
    dice = random.Random(seed)
    tails = ("", "！", "~~", "啊", "呀！", "哈哈", "666", "…")
    found = []
    for _ in range(number):
        place = dice.randrange(len(text))
        found.append(text[:place] + dice.choice("的了吧嘛呢真") + text[place:] + dice.choice(tails))
    return found


_FANS, _COMMENTS = count(1), count(1)

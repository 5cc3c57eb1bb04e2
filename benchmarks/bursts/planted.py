"""Bursts to plant into the stream: honest ones in many wordings, bought ones by copies."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from benchmarks.bursts.stream import Event, terms_in
from feedback.signals import Signals, signals_of

SIZES = (20, 50, 200, 500, 2000)
HONEST, BOUGHT = "honest", "bought"
_THINGS = (
    "电饭煲",
    "加湿器",
    "投影仪",
    "吹风机",
    "养生壶",
    "空气炸锅",
    "洗碗机",
    "料理机",
    "电热毯",
    "挂烫机",
)
_WISHES = ("加童锁", "出静音款", "加定时功能", "出迷你款", "加保温功能", "出无线版")
_MANNERS = (
    "求{thing}{wish}",
    "{thing}什么时候能{wish}啊",
    "强烈建议{thing}{wish}",
    "要是{thing}{wish}我马上下单",
    "就差{wish}了，{thing}别的都好",
    "别家都有了，{thing}为啥不{wish}",
    "{wish}很难吗？说的就是{thing}",
    "看了一圈还是想要{thing}{wish}",
    "官方看看我，{thing}{wish}行不行",
    "{thing}能不能考虑{wish}",
)
_BEFORE = (
    "",
    "用了三年的老用户，",
    "刚搬进新家，",
    "家里两个娃，",
    "昨天在店里看了半小时，",
    "我妈念叨好几回了，",
    "合租的人多，",
    "上个月坏了一台，",
    "做饭做到一半想起来，",
    "看评论区都在说，",
    "双十一没抢到，",
    "楼上邻居刚买，",
    "从学生时代用到现在，",
    "客服说会反馈，",
    "半夜睡不着来留言，",
    "朋友送的那台很好用，",
)
_AFTER = (
    "",
    "，不然真的要换牌子了",
    "，孩子老是乱按",
    "，价格贵一点也认",
    "，厨房太小放不下别的",
    "，老人看不清按钮",
    "，上班前来不及收拾",
    "，冬天尤其需要",
    "，租房党表示刚需",
    "，颜色多出几个更好",
    "，等到明年也愿意",
    "，隔壁品牌早就做了",
    "，每次都要手动很麻烦",
    "，拜托产品经理看一眼",
    "，我们宿舍六个人都想要",
    "，这样出差也放心",
)
_TAILS = ("", "！", "谢谢", "[拜托]", "呀", "～")
_EDITS = ("", "！", "！！", "啊", "吧", "[心]", "1", "23", "。", "呀", "哦")


@dataclass(frozen=True, slots=True)
class Plant:
    """One planted burst; `began` and the minutes it lasts are of the stream's time."""

    number: int
    kind: str
    size: int
    began: float
    minutes: float


def plant_into(
    stream: Sequence[Event], *, times: int, seed: int
) -> tuple[list[Event], dict[int, Plant]]:
    """Lay so many bursts of each size and kind into the stream at random times."""
    chance, plants, planted = random.Random(seed), {}, []  # noqa: S311 - not for secrets
    for size in SIZES:
        for kind in (HONEST, BOUGHT):
            for _ in range(times):
                place = chance.randrange(len(stream))
                plant = _plant(len(plants) + 1, kind, size, stream[place].at, chance=chance)
                plants[plant.number] = plant
                planted += _events(plant, around=_threads(stream, place), chance=chance)
    return sorted([*stream, *planted], key=lambda event: event.at), plants


def _plant(number: int, kind: str, size: int, began: float, *, chance: random.Random) -> Plant:
    # fans come over hours; who is paid is done within one
    minutes = chance.uniform(60, 600) if kind == HONEST else chance.uniform(10, 60)
    return Plant(number, kind, size, began, minutes)


def _threads(stream: Sequence[Event], place: int) -> list[str]:
    return [event.thread for event in stream[max(0, place - 50) : place + 50]]


def _events(plant: Plant, *, around: Sequence[str], chance: random.Random) -> list[Event]:
    words = {"thing": chance.choice(_THINGS), "wish": chance.choice(_WISHES)}
    bought = chance.choice(_MANNERS).format(**words)
    thread = chance.choice(around)
    found = []
    for number in range(plant.size):
        # most come early, as they do after a post
        at = plant.began + plant.minutes * 60 * chance.betavariate(1.0, 2.0)
        parts = map(chance.choice, (_BEFORE, _MANNERS, _AFTER, _TAILS))
        honest = "".join(parts).format(**words)
        is_bought = plant.kind == BOUGHT
        text = bought + chance.choice(_EDITS) if is_bought else honest
        found.append(
            Event(
                at=at,
                text=text,
                thread=thread if is_bought else chance.choice(around),
                terms=terms_in(text),
                plant=plant.number,
                fan=plant.number * 10_000 + number,
                signals=_account(at, is_bought=is_bought, chance=chance),
            )
        )
    return found


def _account(at: float, *, is_bought: bool, chance: random.Random) -> Signals:
    """Nine of ten bought accounts are bare; of fans one in seven is new or shows little."""
    when = datetime.fromtimestamp(at, tz=UTC)
    is_bare = chance.random() < (0.9 if is_bought else 0.14)
    age = chance.uniform(1, 25) if is_bare else chance.uniform(60, 2000)
    return signals_of(
        followers=chance.randrange(5) if is_bare else int(chance.lognormvariate(4.5, 1.2)) + 10,
        posts=chance.randrange(8) if is_bare else int(chance.lognormvariate(5.0, 1.2)) + 10,
        registered_at=when - timedelta(days=age),
        verified="none",
        is_masked_only=False,
        when=when,
    )

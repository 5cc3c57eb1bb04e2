"""Clauses that only tell: what the maker announces, and what a buyer was not told in time."""

import re

import numpy as np

from engine.nlp.asking.clauses import Batch, Numbers
from engine.nlp.asking.features import Matrix

# Chances (none, product, service) of a clause that tells.
TOLD_CHANCES = (0.92, 0.05, 0.03)
# A clause that asks at least so much has a wish of its own.
_ASKS_FROM = 0.3
_IN = r"[^,。!?;~…\x00\n]"
# What the maker or the press tells of a thing to come, or already done.
_COMES = (
    r"(?:推出|上市|上线|上架|发布|发售|开售|预售|亮相|量产|面世|问世|见面|推送|开业|开放|登场|返场|升级|更新|更换"
    r"|调整|延长|增加|新增|加入|支持|提供|带来|赠送|享受?|起售|起)"
)
_WHEN = (
    r"(?:今[天日晚早年]|明[天日晚年]|后天|本[周月]|这个?[周月]|下个?[周月季]|今[春夏秋冬]|年[底初中末内]前?|月[底初中]"
    r"|\d+[月日号点]|双十[一二]|[一二三四五六七八九十]+月|即日)"
)
_US = r"(?:我们|咱们|我[司店家们]|本[店司公品]|官方|公司|厂家|品牌|新版本?|下个版本|门店|产品|系列)"
_ANNOUNCED = re.compile(
    r"(?:敬请|尽请)(?:期待|关注|留意)|欢迎(?:大家|各位|您)?(?:来|前来)?(?:体验|选购|品尝|试用|光临|莅临|咨询)"
    rf"|(?:即将|将于|将在|将会|定于|拟于|预计|计划(?:于|在)){_IN}{{0,20}}?{_COMES}"
    rf"|(?:宣布|据悉|据报道|据了解|据介绍|消息称|预告|官宣|好消息|公告|通知){_IN}{{0,24}}?{_COMES}"
    rf"|{_US}(?:已经?|现已|正在|将|会|计划){_IN}{{0,24}}?{_COMES}"
    rf"|{_WHEN}{_IN}{{0,10}}?(?:正式|全面|开始|陆续|起|将|会){_IN}{{0,14}}?{_COMES}"
    r"|(?:应|根据|按照|听取|采纳|参考|感谢)了?(?:大家|各位|用户|网友|粉丝|顾客|消费者|广大.{2,4}|你们)们?的?"
    r"(?:要求|建议|反馈|呼声|意见|投票)"
)
# Words not said in time: it is too late to wish for them.
_ASK_WHY = r"(?:为什么|为啥|为何|怎么|咋|干嘛|干吗|凭什么|凭啥)"
_SAID = r"(?:说(?!话|服)|讲(?!话|究)|告诉|告知|通知|提醒|说明|写明|标明|写清|标清|注明|讲明)"
_REPROACH = re.compile(
    rf"{_ASK_WHY}{_IN}{{0,8}}?(?:(?<!好)不(?!能|可以|会|支持|带|给)|没有?(?!提醒功能))(?:人|一?个人|谁)?"
    rf"(?:早[点些]?|提前|事先|一开始|当初|直接|主动|及时|跟|和|对|向|我|大家|消费者|客户|人|先|给|就|都|也){{0,5}}{_SAID}"
    rf"|{_ASK_WHY}(?:不|没有?)?(?:早[点些]?|提前|事先|一开始){_IN}{{0,3}}?{_SAID}"
    rf"|{_ASK_WHY}(?:到|都)?(?:现在|这时候|今天|事后)才{_SAID}"
)
# Whoever announces wishes for nothing; these words stand in no announcement.
_WISHING = re.compile(
    r"希望|期望|盼|但愿|建议|提议|(?<![要需追请寻])求|能不能|可不可以|能否|可否|是否|要是|如果|假如|若|想要|要求|快[点些出上来]|赶紧|赶快|尽快|尽早|早[点日些]"
    r"|最好|应该|应当|必须|为什么|为啥|为何|怎么|拜托|麻烦|什么时候|啥时候?|何时|几时|多久|蹲|许愿|\+1|[吗嘛呢吧呗?]|么[?!,。]|(?<![特级区分性个类])别|不要|(?<![敬尽])请"
    r"|再.{0,8}[点些]|我要|给我|太|垃圾|差|不如|不行|投诉|等了|可惜|但是?|期待.{0,4}[能出]|买|收到|用了"
)
_COURTESY = re.compile(r"(?:敬|尽)请|(?:要求|建议|意见)")


def telling(batch: Batch) -> Numbers:
    """List the clauses that ask for nothing, however they sound."""
    comments = _owners(batch, _ANNOUNCED)
    announcing = [one for one in comments.tolist() if _is_announcement(batch, one)]
    members = np.flatnonzero(np.isin(batch.owners, announcing))
    return np.union1d(members, _clauses(batch, _REPROACH))


def disbelieve(chances: Matrix, clauses: Numbers) -> Matrix:
    """Take from clauses that tell what chance they have to ask."""
    chances[clauses] = np.where(
        chances[clauses, :1] < TOLD_CHANCES[0],
        np.array(TOLD_CHANCES, dtype=np.float32),
        chances[clauses],
    )
    return chances


def only_telling(batch: Batch, chances: Matrix, clauses: Numbers) -> Numbers:
    """List the comments with such a clause in which no other one asks."""
    asks = chances[:, 1:].sum(axis=1) >= _ASKS_FROM
    asks[clauses] = False
    return np.setdiff1d(batch.owners[clauses], batch.owners[asks])


def _is_announcement(batch: Batch, comment: int) -> bool:
    start = int(batch.offsets[comment])
    text = batch.joined[start : batch.joined.find("\x00", start)]
    rest = _ANNOUNCED.sub(lambda found: _COURTESY.sub("", found[0]), text)
    return _WISHING.search(rest) is None


def _owners(batch: Batch, regex: re.Pattern[str]) -> Numbers:
    return np.unique(batch.owners[_clauses(batch, regex)])


def _clauses(batch: Batch, regex: re.Pattern[str]) -> Numbers:
    found = [match.start() for match in regex.finditer(batch.joined)]
    rows = np.searchsorted(batch.starts, np.array(found, dtype=np.int64), side="right") - 1
    return np.unique(rows[rows >= 0]).astype(np.int64)

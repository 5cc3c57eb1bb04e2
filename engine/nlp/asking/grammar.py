"""The grammar of asking: patterns of a clause that speak for or against a wish to the maker."""

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.nlp.asking.clauses import Batch

_CHANGE = (
    r"(?:改进|改善|改良|改版|改成|改为|改一|改下|改改|改正|改掉|提高|提升|加强|优化|完善|升级|更新"
    r"|恢复|保留|去掉|取消"
    r"|减少|降低|增加|增设|添加|加上|加个|加入|加点|加大|加长|加厚|加固|加装|多加|配个|配上|配备|配套|搭配|附送|附带"
    r"|赠送|送个|送点|送一|能送|换成|换个|换一|推出|出个|出一|出款|出些|出点|出新|多出|再出|早出|快出|做成|做个|做一"
    r"|做得|做的|做到|做好|量产|上市|开发|研发|设计|设置|设个|提供|支持|采用|标配|预装|装个|装上|普及|解决|修复|修改"
    r"|调整|统一|重视|注意|考虑|控制|简化|细化|丰富|回归|复刻|联名|再版|出版|引进|推广|生产|开通|开放|补发|补上"
    r"|多一|多些|多点|多几|大一|大点|大些|小一|小点|长一|长点|短点|快一|快点|低一|低点|薄一|厚一|便宜)"
)
_SERVED = (
    r"(?:快递|物流|送货|发货|客服|售后|安装|师傅|发票|配送|包装|卖家|店家|商家|京东|活动|优惠|促销|降价|保价|服务员?"
    r"|退货|退款|换货|赔偿|补偿|说法|解释|骑手|骑士|外卖|餐具|小哥|快递员|送餐|前台|携程|当当|客户|差价|补发|回复|态度)"
)
_BUYERS = r"(?:大家|各位|朋友|亲们?|买家|你们买|小伙伴|姐妹|同学|有需要|想买|要买|准备买|后来|别人)"
_GOOD = (
    r"(?:好了|好啦|好咯|好喽|好呀|更好|太好|最好|完美|更棒|很棒|太棒|棒了|爽了|更爽|赞了|牛了|无敌|满意|给力|十全十美"
    r"|满分|五星|更佳|最佳|方便了|更方便|美滋滋|perfect|ok了|可以了|更值|更人性|更舒服|更开心|更喜欢|更实用|更可爱)"
)
_IF = r"(?:要是|如果|若是|若能|假如|倘若|假若|假使|只要|要能|要有)"
_HOPE = (
    r"(?:希望|期望|盼望|期待|但愿|祈求|祈愿|渴望"
    r"|愿(?=以后|今后|早日)|望(?=今后|以后|尽快|能|改|厂|商|官方))"
)
_ASK_CAN = (
    r"(?:能不能|可不可以|可否|能否|可以不可以|能不(?=[^错])|是不是可以|是否可以|是否能|有没有可能|是不是该"
    r"|是不是应该|可唔可以|得唔得|会不会考虑|能考虑|考虑(?:一下)?(?=[出做加推把给]))"
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way of asking, or of only seeming to ask."""

    code: str
    regex: re.Pattern[str]


def _pattern(code: str, regex: str) -> Pattern:
    return Pattern(code=code, regex=re.compile(regex))


# [^\s,...] keeps a match inside its clause.
_IN = r"[^,。!?;~…\x00\n]"

PATTERNS = (
    _pattern("if_then_good", rf"{_IF}{_IN}{{1,30}}?[就那更会才最便]{_IN}{{0,4}}{_GOOD}"),
    _pattern("if", _IF),
    _pattern("if_mine", rf"{_IF}(?:我|咱|自己)(?!们?家?的?(?:手机|机|电脑|冰箱|洗衣机))"),
    _pattern("then_good", rf"[就那会才便]{_IN}{{0,4}}{_GOOD}"),
    _pattern(
        "would_be_good", r"多好|多方便|该有多|岂不|不是更|会更好|更好吃|才好|是不是更|就更|就太"
    ),
    _pattern("hope", _HOPE),
    _pattern("hope_change", rf"{_HOPE}{_IN}{{0,20}}?{_CHANGE}"),
    _pattern(
        "hope_maker",
        rf"{_HOPE}(?:贵|厂|商家|官方|公司|品牌|你们|您|京东|店家|老板|卖家|出版|作者|酒店|后期|以后|下次|下一|早日|尽快|尽早)",
    ),
    _pattern("hope_ability", rf"{_HOPE}{_IN}{{0,8}}?(?:能够?|可以|会有|有)"),
    _pattern(
        "hope_luck",
        rf"{_HOPE}{_IN}{{0,8}}?(?:耐用|好用|经用|用得?久|用的久|用的时间|多用|不要坏|别坏|没问题|没有问题|没事|不会有|不要出|不会出|中奖|好运|带来"
        rf"|喜欢|不要让我|别让我|对得起|物有所值|一直这么|能用|不卡|质量好|好吃|有用|效果|正品|是真|坚持|用着|孩子|宝宝|家人|老[爸妈人公婆]|[爸妈]|[她他我])",
    ),
    _pattern(
        "hope_cheer",
        rf"{_HOPE}{_IN}{{0,8}}?(?:越来越|越做越|再接再厉|继续努力|加油|再创|发展壮大|一如既往)",
    ),
    _pattern(
        "await",
        r"期待(?:后续|使用|效果|已久|了很|收到|下次|以后的?表现|惊喜|能|早日|尽快|新|下一|出|推)",
    ),
    _pattern("advise", r"建议|提议|意见|倡议|呼吁"),
    _pattern("advise_change", rf"(?:建议|提议|倡议|呼吁){_IN}{{0,20}}?{_CHANGE}"),
    _pattern(
        "advise_buyer",
        rf"(?:建议|推荐|劝){_IN}{{0,6}}?(?:{_BUYERS}|购买|购入|买|入手|下手|选购|选择|慎|别|看|用|去实体|等)",
    ),
    _pattern("advise_against", r"不建议|不推荐|不太?建议|别买|不要买|慎买|千万别|慎重"),
    _pattern("can_you", _ASK_CAN),
    _pattern("can_you_change", rf"{_ASK_CAN}{_IN}{{0,16}}?(?:{_CHANGE}|[出做加给送换改有上来])"),
    _pattern(
        "cannot_tell", rf"(?:不知道?|不晓得|不清楚|看看?|试试){_IN}{{0,6}}?(?:能不能|可不可以|能否)"
    ),
    _pattern("can_question", rf"(?:能|可以|会){_IN}{{1,16}}?[吗么嘛不没](?=[?!。\x00]|$)"),
    _pattern("beg", r"(?:跪|急|狂|坐|同|强烈)?求求?(?!其|是|职|学|婚|生|知)"),
    _pattern(
        "beg_make",
        rf"求求?{_IN}{{0,10}}?(?:出|上|做|开|量产|同款|联名|返场|补货|安排|加|{_CHANGE})",
    ),
    _pattern(
        "beg_fact",
        r"求(?:真相|证|解|助|问|指教|指点|教|辟谣|科普|链接|赐|推荐|分享|带|关注|转|扩散|安慰|抱|放过|回复|地址|救|饶|购买|资源|告知)",
    ),
    _pattern(
        "demand",
        r"(?:强烈)?要求|请求|恳请|恳求|敬请|拜托|麻烦|务必|请(?!问|教|客|假|看|人|大家|放心|叫|勿|他|她|我|原谅)",
    ),
    _pattern("explain", r"说法|解释|交代|答复|回复|赔|补偿|负责"),
    _pattern("should", rf"(?:应该|应当|必须|务必|得|该){_IN}{{0,10}}?{_CHANGE}"),
    _pattern("should_word", r"应该|应当|必须|理应|本该|该有"),
    _pattern(
        "to_improve",
        r"有待|尚待|亟待|亟需|急需|还需|需要改|需要加|需改|须改|待提高|待改|待加强|提升空间|改进空间|要改进",
    ),
    _pattern(
        "best",
        r"最好(?:能|是|有|再|可以|把|给|送|配|加|不要|别|改|做|出|多)|不如|何不|倒不如|干脆|还不如",
    ),
    _pattern("why_not", rf"(?:为什么|为啥|为何|干嘛|怎么)(?:就)?(?:不|没有?|非要){_IN}{{0,10}}"),
    _pattern(
        "want",
        r"(?:好|超|很|真|也|太|我|就|巨|敲)?想要|[好超]想[买拥]|想拥有|我要(?!是|说|求|去|买)|想买|给我来|给我整|我想(?:买|要|看)",
    ),
    _pattern(
        "issue",
        r"(?:推?出|做|来|整|搞|弄|生产|量产|开发|设计|安排)(?:一|个|款|套|台|部|新|更|本|点|些|期|版|同款|联名|周边)",
    ),
    _pattern(
        "urge",
        rf"(?:快|赶紧|赶快|速速?|早点|尽快|早日|马上|立刻|尽早){_IN}{{0,4}}?(?:出|上|推|量产|生产|安排|开|做|补|改|发|卖|造)",
    ),
    _pattern(
        "on_sale",
        r"量产|上市|开卖|发售|开售|预售|众筹|哪[里儿]?(?:可以|能)?买|怎么买|什么时候(?:能|可以)?(?:买|卖|有|出|上)|几时",
    ),
    _pattern("plus_one", r"\+1|\+10086|加一|同求|附议|蹲|排队|许愿|在线等|速来|锁死|码住"),
    _pattern(
        "more", rf"再{_IN}{{1,10}}?(?:点|些|一点|一些|一下|几)|可以再|能再|更{_IN}{{1,4}}?[点些]"
    ),
    _pattern("improve_word", r"改进|改善|改良|提高|提升|加强|优化|完善|升级|重视|注意"),
    _pattern("change_word", _CHANGE),
    _pattern("lack", r"没有|缺|少了|不支持|没给|没送|不带|不送|不能"),
    _pattern("served", _SERVED),
    _pattern("buyers", _BUYERS),
    _pattern("mine", r"我(?!们?家)|自己|本人|咱"),
    _pattern(
        "you_maker",
        r"你们|贵公?司|厂[家商方]|官方|官博|小编|品牌方|老板|产品经理|设计师|工程师|研发",
    ),
    _pattern("do_not", rf"(?:希望|请|建议|能不能|求){_IN}{{0,10}}?(?:不要|别|勿|少)"),
    _pattern("happened", r"已经|昨天|今天|刚刚?|当时|后来|上次|之前|果然|了$"),
    _pattern("question_mark", r"\?|[吗呢么]$"),
    _pattern(
        "fact_question", r"怎么回事|什么情况|是不是|有没有人|怎么|为什么|为啥|请问|哪里|多少|啥时"
    ),
)
CODES = tuple(pattern.code for pattern in PATTERNS)


def mark(batch: Batch) -> npt.NDArray[np.float32]:
    """Tell for each clause which patterns start in it: one row a clause, one column a pattern."""
    marks = np.zeros((len(batch.starts), len(PATTERNS)), dtype=np.float32)
    for column, pattern in enumerate(PATTERNS):
        found = [match.start() for match in pattern.regex.finditer(batch.joined)]
        rows = np.searchsorted(batch.starts, np.array(found, dtype=np.int64), side="right") - 1
        marks[rows[rows >= 0], column] = 1.0
    return marks


def evidence(clause: str) -> list[tuple[str, int, int]]:
    """List the patterns a levelled clause shows, each with where the words stand that show it."""
    found = ((pattern.code, pattern.regex.search(clause)) for pattern in PATTERNS)
    return [(code, *match.span()) for code, match in found if match]

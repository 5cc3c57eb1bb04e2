"""Set phrases that ask by themselves, short as fans write them under a post."""

import re

import numpy as np

from engine.nlp.asking.clauses import Batch, Numbers

# Taken whole (++): a long sigh would else be cut in every way there is before a phrase fails.
_LEAD = (
    r"(?:[哈嘿呵啊哇唉]++|笑死|好想|真的?|在线|跪|狂|急|坐|强烈|也|就|那|所以|但是?|官方|小编|老板|厂家|产品经理|你们|麻烦|拜托"
    r"|有生之年|听劝|救命|建议|海尔|小米|华为|格力|美的|\d[.)、]? ?)*"
)
_THING = r"[^,。!?;~…\x00\n+]"
_MAKE = r"(?:量产|推?出|上架|上|整|搞|安排|做成?|造|生产)"
_DONE = r"(?:量产|上架|上市|联名|返场|复刻|安排|开卖|开售|预售|批量生产|投产|出|做)"
_TAIL = r"(?:[了吧啊呀呗哦嘛吗呢!]|好吗|好不好|行不行|可以吗|谢谢|\[.{1,4}\])*"
_NOT_MINE = r"(?!.{0,4}(?:二手|闲置|门|发|去|差|院|题|轨|国|头|来(?!一|个)|现|于|自|错|问题|了$))"

_GOODS = (
    r"(?:冰箱|洗衣机|空调|电视|雪柜|[机器锅炉灯柜箱杯壶包盒贴扇镜盘碗床椅桌袋鞋帽伞表笔车]|手办|周边|礼盒|电饭煲|马桶|键盘|鼠标|耳机|音箱"
    r"|[款版色装]|系列|模式|功能|按钮|套餐|口味|尺寸|同款|专辑|表情)"
)
_NAMED = (
    rf"(?:一?[个台款套部只件种些]|[「“\"《]|新款|新品|这[个款种]|{_THING}{{0,14}}{_GOODS}{_TAIL}$)"
)
_SOON = (
    r"(?:赶紧|赶快|快点?|速速?|速度|早点|尽快|早日|必须|一定要|请务必|求+了*|坐等|蹲一?个?"
    r"|等一个|期待|许愿一?个?)"
)

_FORMULAS = tuple(
    re.compile(regex)
    for regex in (
        rf"{_LEAD}{_SOON}(?:你们?|官方|大佬)?(?:快|赶紧|早点)?{_DONE}{_TAIL}",
        rf"{_LEAD}{_SOON}(?:你们?|官方|大佬)?(?:快|赶紧|早点|一定要)?{_MAKE}{_NOT_MINE}{_NAMED}{_THING}{{0,20}}",
        rf"{_LEAD}求(?:联名|复刻|返场|同款|量产){_THING}{{0,10}}",
        rf"{_LEAD}[\u4e00-\u9fff]{{2,4}}(?:求求|求)你们?(?:了)?(?:快|赶紧)?{_MAKE}{_NOT_MINE}{_NAMED}{_THING}{{0,20}}",
        rf"(?!.*(?:已|买|收|楼|转))[\u4e00-\u9fffa-z]{_THING}{{0,14}}{_GOODS}\+1+",
        rf"{_LEAD}(?:能不能|可不可以|能否|可否|可以不可以|什么时候|啥时候?|几时){_THING}{{0,8}}(?:出|做成?|加|推出|设计)(?:一?[个款台套种部]){_THING}{{1,20}}",
        rf"{_LEAD}建议{_THING}{{0,10}}(?:加|出|做|推出|增加)(?:一?[个款台套种部]|成){_THING}{{1,20}}",
    )
)
_TRIGGER = re.compile(
    r"求|\+1|量产|快|速|早|必须|务必|一定要|蹲|坐等|等一个|许愿|期待|盼|能不能|可不可以|能否|可否|建议|希望"
)

# Wanting is asking under a post, where nothing is said of a parcel that has come.
_WANT = re.compile(
    rf"{_LEAD}(?:都|好|超|超级|太|巨|我也?)*想要(?!的|男|女|对象|孩子|什么|知道){_NAMED}{_THING}{{0,20}}"
    rf"|{_LEAD}(?:都|好|超|超级|太|巨|我也?)*想要(?!什么|知道){_THING}{{1,8}}的{_TAIL}"
)
# «求出联名款，120L就够了»: whatever follows.
_BRING_OUT = re.compile(
    rf"{_LEAD}{_SOON}(?:你们?|官方|大佬)?(?:快|赶紧|早点|一定要)?(?:推?出|上架|量产|做|生产)"
    rf"{_NOT_MINE}(?:一?[个台款套部只件种]|{_THING}{{0,14}}{_GOODS})"
)
# The same without a word of wishing: «我也要冷宫冰箱！！».
_MINE = re.compile(
    rf"{_LEAD}(?:我|俺|咱|偶)们?(?:也|都|真的|必须|就)*要(?![去换给回问的]|买|不要|是|说|看|什么)(?!.*给)"
    rf"(?:一?[个台款套部])?{_THING}{{1,10}}{_GOODS}{_TAIL}"
)

# Plain asking words carry a post, where a review would tell of use; luck, buyers and chat are out.
_NOT_ASKED = (
    r"(?!.{0,3}(?:推荐|链接|问|购|解|助|教|证|带|抽|翻|互|关注|好评|返现|资源|真相|放过|别|不|二手"
    r"|闲置))"
)
_NOT_BUYERS = (
    r"(?!.{0,6}(?:大家|各位|姐妹|朋友|[买购选冲]|入手|慎|等|看|去|直接|自己|搭配|改名|加满|加我|加微"
    r"|加群))"
)
_NOT_LUCK = (
    r"(?!.*(?:坏|耐用|好用|[久运]|出问题|出现|喜欢|越来越|越做越|加油|加班|做好|做到|做人|[我她他]"
    r"|[爸妈]|孩子|老[公婆板]|up|更新|更博|直播|降价|开播|早日|平安|快乐))"
)
_ASKED_CHANGE = (
    r"(?:能?(?:推?出|加|增加|增设|添加|带|配|支持|保留|恢复|做成?|换成?|改成?|取消|去掉|关掉)|(?:不要|别)(?:再|强制|老|总)"
    r"|可以(?:关|调|选|换|加))"
)
_PLAIN = re.compile(
    rf"{_LEAD}{_THING}{{0,6}}求{_NOT_ASKED}(?:一?[个款台套种])?{_THING}{{1,16}}(?:{_GOODS}|[架座格锁灯])"
    rf"{_TAIL}"
    rf"|{_LEAD}{_THING}{{0,8}}建议{_NOT_BUYERS}{_THING}{{0,8}}{_ASKED_CHANGE}{_THING}{{1,20}}"
    rf"|{_LEAD}{_THING}{{0,8}}希望{_NOT_LUCK}{_THING}{{0,8}}{_ASKED_CHANGE}{_THING}{{1,20}}"
)
# A purchase that hangs on a change asks for the change, without any word of asking.
_BUY = (
    r"(?:我|俺|咱)?(?:就|立马|马上|立刻|肯定|绝对|直接|早就?|都){1,3}"
    r"(?:去)?(?:买|下单|入手?|冲|剁手|带走|拿下)"
)
_DEAL = re.compile(
    rf"(?:能|可以)?再(?!等|看|想|考虑|过|来|说|也|不|买){_THING}{{1,8}}?,?{_BUY}"
    rf"|(?:就?差|就?缺)(?:一?[个款台条点])?{_THING}{{1,8}},?(?:不然|否则|要不然|要不){_BUY}"
    rf"|(?:但凡|要是|只要|如果)(?:能|有|带|加|出|做)[个成]?{_THING}{{1,10}},?{_BUY}"
)
# «要是冰箱能自动提醒过期就好了»: what a thing cannot do yet, and nothing about those who sell it.
_PARTS = (
    r"(?:手机|电脑|平板|软件|应用|系统|app|屏幕?|遥控器?|电池|相机|镜头|喇叭|闹钟|手表|水壶|菜单|按键|书|歌|游戏"
    r"|[壶瓶罐架轮绳线垫枕鞋衣裤盖门把窗车座床柜桶刀头孔口层]子?)"
)
_ABLE = r"(?:能够?|可以|会(?!员)|有|带|配|再|不用|不要)"
_NOT_SERVED = (
    r"(?!.*(?:快递|物流|送货|配送|上门|安装|售后|客服|退|换货|发票|保修|服务|师傅|活动|优惠|降价|便宜|打折|免费|赠|价[格钱]|骑手|店家|商家"
    r"|耐用|[用得]久|别坏|不坏|坏了|买|当[时初]|早))"
)
_OF_THING = re.compile(
    rf"{_NOT_SERVED}{_LEAD}{_THING}{{0,8}}?(?:要是|如果|若是?|假如|倘若)(?!我(?!的|们?家)|自己|他|她){_THING}{{0,8}}?"
    rf"(?:{_GOODS}|{_PARTS})(?:[里上内外下]面?|后面|前面|侧边|自己|也|还|都){{0,2}}{_THING}{{0,4}}?{_ABLE}{_THING}{{1,24}}?"
    rf"(?:那?就|那|才|该|会)(?:太|更|最|多|很|非常)*(?:好|完美|方便|棒|爽|省心|舒服|实用|给力)了?{_TAIL}"
)
_LONGEST_POST, _SHORT_POST = 60, 40
_RECEIVED = re.compile(r"买|到货|收到|快递|物流|送货|质量|客服|手感|下单")


def spoken(batch: Batch) -> Numbers:
    """List the clauses that are such a phrase."""
    found = [match.start() for match in _TRIGGER.finditer(batch.joined)]
    found += _wanting(batch)
    rows = np.searchsorted(batch.starts, np.array(found, dtype=np.int64), side="right") - 1
    clauses = np.unique(rows[rows >= 0])
    hits = [clause for clause in clauses.tolist() if is_formula(batch, clause)]
    return np.union1d(np.array(hits, dtype=np.int64), _deals(batch))


def is_formula(batch: Batch, clause: int) -> bool:
    """Say whether a clause is such a phrase from end to end."""
    words = batch.joined[batch.starts[clause] : batch.ends[clause]]
    if any(form.fullmatch(words) for form in (_WANT, _MINE, _PLAIN, _OF_THING)):
        return _is_post(batch, clause)
    return any(formula.fullmatch(words) for formula in _FORMULAS)


def of_things(batch: Batch, clauses: Numbers) -> Numbers:
    """List those of these clauses that wish for an ability of a thing, no word of service in them.

    «要是水壶能自动断电就好了»: whatever else they sound like, they are wishes for the product.
    """
    words = ((one, batch.joined[batch.starts[one] : batch.ends[one]]) for one in clauses.tolist())
    return np.array([one for one, clause in words if _OF_THING.fullmatch(clause)], dtype=np.int64)


def posts(batch: Batch, comments: Numbers) -> Numbers:
    """List those of these comments that are no more than a short post with a set phrase.

    «求量产», «我也要冷宫冰箱»: there is nothing in them that a reader might weigh against it.
    """
    found = [
        int(batch.owners[clause])
        for clause in np.flatnonzero(np.isin(batch.owners, comments)).tolist()
        if _is_post(batch, clause, longest=_SHORT_POST) and _is_certain(batch, clause)
    ]
    return np.unique(np.array(found, dtype=np.int64))


def _is_certain(batch: Batch, clause: int) -> bool:
    words = batch.joined[batch.starts[clause] : batch.ends[clause]]
    whole = any(formula.fullmatch(words) for formula in (*_FORMULAS, _MINE, _OF_THING))
    return whole or _BRING_OUT.match(words) is not None


def _deals(batch: Batch) -> Numbers:
    """List the clauses in which a purchase is made to hang on a change."""
    found = [match.start() for match in _DEAL.finditer(batch.joined)]
    rows = np.searchsorted(batch.starts, np.array(found, dtype=np.int64), side="right") - 1
    return np.unique(rows[rows >= 0]).astype(np.int64)


def _wanting(batch: Batch) -> list[int]:
    return [match.start() for match in re.finditer("想要|[我俺咱偶]们?.{0,2}要", batch.joined)]


def _is_post(batch: Batch, clause: int, *, longest: int = _LONGEST_POST) -> bool:
    """Say whether the clause stands in a short remark that tells of no purchase."""
    start = int(batch.offsets[batch.owners[clause]])
    end = batch.joined.find("\x00", start)
    return end - start <= longest and not _RECEIVED.search(batch.joined, start, end)

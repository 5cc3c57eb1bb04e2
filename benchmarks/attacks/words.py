"""Wishes in words of one's own: a grammar with so many turns that hardly two fans meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

_WHO = (
    "刚搬进新家", "合租第三年了", "我家两个娃", "爸妈跟我们住", "宿舍六个人", "做饭做到一半",
    "上周陪朋友看展", "加班回来路过商场", "双十一没抢到", "装修队明天进场", "我是老用户了",
    "半夜睡不着", "坐月子无聊刷手机", "退休在家带孙子", "单身狗一个", "考研狗路过",
    "昨儿家庭会议上", "邻居大姐来串门", "开店的朋友讲", "楼下超市老板娘", "我们办公室",
    "老公出差去了", "中秋分月饼那会儿", "看完直播",
)  # fmt: skip
_WHY = (
    "旧的那台吵得像拖拉机", "剩菜总是没地方放", "厨房只有五平米", "每天都要擦半天",
    "夏天一到电费吓人", "老人弯腰太费劲", "说明书翻烂了也没看懂", "颜色跟柜子完全不搭",
    "一股味儿怎么都散不掉", "隔壁品牌三年前就有了", "修了两回还是漏水", "孩子老去乱按",
    "送人都拿不出手", "猫天天蹲在上面", "客人来了都要问一句", "网上图片馋我大半年",
    "每次搬家都得拆", "盯着那块空地发愁", "声音大到邻居敲门", "早上抢着用",
    "指示灯晃得眼睛疼", "跟它斗智斗勇八年", "买的收纳盒全不合适", "容量永远差那么一点",
)  # fmt: skip
_WISH = (
    "能不能出个{}", "真的很需要{}", "{}啥时候有啊", "做梦都想要{}", "求一台{}",
    "你们就不考虑做{}吗", "给我整个{}呗", "{}安排上行不行", "要是有{}就好了", "等{}等到花都谢了",
    "就想问问{}还做不做", "建议立项{}", "跪着求{}上架", "投票投给{}", "我赌你们会出{}",
    "{}难道没人想到过", "拿什么换你们的{}", "{}请务必量产", "什么时候轮到{}", "众筹{}我也干",
)  # fmt: skip
_DETAIL = (
    "尺寸窄一点能塞进夹缝", "最好静音到听不见", "门把手换成木头的", "带个儿童锁",
    "颜色来一套奶油白", "能用手机远程看", "内胆要好拆好洗", "开门别挡过道",
    "灯光柔和些", "插头线留长两米", "底下装轮子", "抽屉做深点", "按键大字给老人",
    "耗电低于一度", "保修给五年", "配件单卖", "出口版那个配色也行", "包装别用泡沫",
    "最上层能平放锅", "加一格放面膜", "拍照要上镜", "装得下整只火鸡", "左开右开可以选",
    "断电也能撑半天",
)  # fmt: skip
_END = (
    "三千以内立刻下单", "贵点也认了", "全款预订都行", "别让我等到明年", "先替我妈谢谢了",
    "说到做到我发朋友圈", "不出我就自己焊一个", "同意的给我点个赞", "反正我钱包准备好了",
    "产品经理在看吗", "客服只会说会反馈", "学生党求个优惠价", "有内测记得喊我",
    "出了我买两台", "这回千万别鸽", "路过的姐妹觉得呢", "年底换新就指望它", "已经跟老板请好假排队",
    "我把话放这儿了", "坐等官宣",
)  # fmt: skip
_MARKS = ("，", "，", "。", "！", " ", "…")
_TAILS = ("", "", "。", "！", "～", "[拜托]", "🙏", "哈哈哈")
# How many of the five parts a fan writes.
_LENGTHS, _SHARES = (3, 4, 5), (0.15, 0.35, 0.5)


def own_words(number: int, *, thing: str, dice: random.Random) -> list[str]:
    """So many wishes for a thing, each by somebody else; a few are alike, as real ones are."""
    return [_wish(thing, dice) for _ in range(number)]


def _wish(thing: str, dice: random.Random) -> str:
    parts = (_WHO, _WHY, _WISH, _DETAIL, _END)
    asks = parts.index(_WISH)
    others = [place for place in range(len(parts)) if place != asks]
    (length,) = dice.choices(_LENGTHS, _SHARES)
    places = sorted([asks, *dice.sample(others, length - 1)])
    if dice.randrange(3) == 0:
        dice.shuffle(places)
    said = [dice.choice(parts[place]).format(thing) for place in places]
    text = "".join(part + dice.choice(_MARKS) for part in said[:-1])
    return text + said[-1] + dice.choice(_TAILS)

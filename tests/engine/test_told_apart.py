"""What an editor tells apart without thinking; the sentences taught no weight."""

import pytest

from engine.nlp.reading import read

PRODUCT, SERVICE = "product_request", "service_request"
NO_WISH = {
    "a hope about one's own luck": (
        "刚到手，希望能用久一点",
        "洗了两次还行，希望别像上一台那样三年就坏",
        "给爸妈买的，希望他们喜欢",
        "第一次网购大件，但愿是正品",
        "希望这次运气好，不要抽到瑕疵机",
    ),
    "advice to other buyers": (
        "建议大家别买这款，漏水",
        "家里人多的建议直接上十公斤",
        "建议趁活动入手，平时贵一百多",
        "想买的姐妹可以冲，性价比高",
        "不建议租房的朋友买这么大的",
    ),
    "a plain complaint": (
        "脱水的声音像拖拉机，半夜根本不敢用",
        "用了一个月门封就裂了，什么质量",
        "不能中途加衣，麻烦死了",
        "客服踢皮球，打了三次电话没人管",
    ),
    "a reproach for not having been told": (
        "为什么不早点告诉我",
        "为啥不提前说清楚",
        "怎么没人告诉我这个要另外买",
    ),
    "a question": (
        "请问这款是变频的吗？",
        "一级能效一年大概多少度电？",
        "这个洗羽绒服用哪个程序？",
    ),
    "an announcement or news": (
        "新款冷宫冰箱今天上午十点正式开售，前一百名送冰箱贴",
        "央视报道：家电以旧换新补贴本周开始发放",
        "我们将于下月推出墨绿色版本，敬请期待",
        "小米将在明年推出更轻薄的折叠屏手机",
        "应大家要求，我们把提示音调小了，本周推送更新",
    ),
    "sarcasm": (
        "你们干脆卖空气好了",
        "这么薄的料，不如直接卖塑料袋得了",
        "再涨下去我看你们可以去开金店了",
    ),
    "empty cheering": ("国货加油，希望越做越好", "祝生意兴隆，越来越好"),
}
WISHES = {
    "a wish to the maker": (
        ("希望下一代把水箱做成透明的", PRODUCT, ("透明",)),
        ("厂家能不能把提示音调小一点，半夜吓死人", PRODUCT, ("提示音",)),
    ),
    "without a cue word": (
        ("冰箱再窄五公分我就买了", PRODUCT, ("窄五公分",)),
        ("差个童锁，不然早下单了", PRODUCT, ("童锁",)),
        ("我也要冷宫冰箱！！", PRODUCT, ("冷宫冰箱",)),
        ("出个单人份的电饭煲啊", PRODUCT, ("单人份",)),
        ("把那个开机广告去掉吧", PRODUCT, ("开机广告",)),
        ("要是冰箱能自动提醒过期就好了", PRODUCT, ("自动提醒过期",)),
        ("如果热水器可以提前预约就好了", PRODUCT, ("提前预约",)),
    ),
    "inside a long review about something else": (
        (
            "物流很快，隔天就到了，师傅态度也不错，安装只用了二十分钟，还把旧机器拉走了。外观大气，"
            "和厨房很搭，制冷也快，晚上基本听不到声音。要是冷藏室能多一个可调的隔板就更好了，"
            "大瓶饮料放不下。总体很满意，家里人都说好，以后还会来买。",
            PRODUCT,
            ("隔板",),
        ),
    ),
    "several wishes": (
        (
            "建议加个夜灯，声音也再小一点，最好还能出个白色的",
            PRODUCT,
            ("夜灯", "声音", "白色"),
        ),
    ),
    "a wish for a service": (
        ("希望快递下次送上楼，别放驿站", SERVICE, ("送上楼",)),
        ("发票到现在没开，麻烦尽快补一下", SERVICE, ("补",)),
    ),
}


@pytest.mark.parametrize(
    ("kind", "text"), [(k, text) for k, all_ in NO_WISH.items() for text in all_]
)
def test_what_asks_the_maker_for_nothing(kind: str, text: str) -> None:
    """However it sounds."""
    (reading,) = read([text], with_sentiment=False)
    assert reading.label not in {PRODUCT, SERVICE}, kind
    assert reading.findings == ()


@pytest.mark.parametrize(
    ("kind", "text", "label", "holds"),
    [(kind, *case) for kind, cases in WISHES.items() for case in cases],
)
def test_what_asks(kind: str, text: str, label: str, holds: tuple[str, ...]) -> None:
    """Each wish is found where it stands, and no finding is the whole review."""
    (reading,) = read([text], with_sentiment=False)
    assert reading.label == label, kind
    found = [finding.text for finding in reading.findings]
    for words in holds:
        assert any(words in text_ for text_ in found), (kind, found)
    assert len(found) >= len(holds)
    assert all(len(text_) <= 40 for text_ in found)

"""Advertising in comments, by rule: no labelled spam is at hand to learn from."""

import re

from engine.nlp.characters import level

_LONGEST_READ = 2_000
_SEPARATORS = re.compile(r"[\W_]+")
# Read with everything but letters taken out: spam hides its words behind hearts and dots.
_INVITES = re.compile(
    r"[加＋+]我?(?:v|薇|威|微|维|卫|vx|wx|wei)(?:信|芯|x)|(?:薇信|威信|维信|vx|v信|wechat)(?:号|[a-z0-9])|加(?:q|扣|企鹅)群?\d"
    r"|(?:戳|点|看|进)(?:我|俺)的?(?:主页|头像|橱窗|空间)|(?:私信|私聊|滴滴)我?(?:领|拿|免费|送|低价|优惠)"
    r"|(?:兼职|日结|日赚|月入|躺赚|刷单|招代理|诚招代理|招聘代理|代刷|代购加|刷粉|涨粉|办证|贷款|放款|套现|博彩|彩金|棋牌)"
    r"(?:\d|加|联系|请|可|秒|无|免|稳|群|微|了解|咨询|过万|元|无抵押|[。!]|$)"
    r"|(?:免费|限时)(?:领|送)(?:取|优惠券|红包|福利|资料)|优惠券.{0,8}(?:主页|私信|加|链接)|内部(?:优惠)?券"
    r"|复制(?:这段|此条|本条|口令)|打开(?:淘宝|手淘|拼多多)|淘口令|扫码(?:领|进群|加)|进群(?:领|送|福利)|返利群|福利群"
)
_CODE = re.compile(r"[￥¥$][a-zA-Z0-9]{8,14}[￥¥$]")
_LINK = re.compile(r"https?://|www\.|\.(?:com|cn|top|xyz|vip)\b")
_SELLING = re.compile(
    r"代理|兼职|优惠|红包|包邮|特价|批发|秒杀|返现|下载|注册|点击|加盟|低价|货源|正品|代购"
)


def is_spam(text: str) -> bool:
    """Say whether a text advertises something of its writer's own."""
    plain = level(text[:_LONGEST_READ])
    if _CODE.search(plain) or _INVITES.search(_SEPARATORS.sub("", plain)):
        return True
    return bool(_LINK.search(plain)) and len(_SELLING.findall(plain)) > 1

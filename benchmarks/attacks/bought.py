"""Texts that are bought: one text, its light edits, a list of twenty, words a machine wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.attacks.words import own_words

if TYPE_CHECKING:
    import random

THING = "冷宫冰箱"
SLOGAN = "快点出冷宫冰箱"
TWENTY = (
    "强烈要求尽快出一款冷宫造型的三门冰箱，我第一个买",
    "希望能早点看到冷宫主题的冰箱上市，价格好商量",
    "冷宫冰箱什么时候能安排上，等不及要下单了",
    "做一台冷宫样子的大冰箱吧，全家都盼着换新",
    "请厂家认真考虑把冷宫做成冰箱系列，肯定热卖",
    "真心建议开发冷宫联名款冰箱，年轻人都会支持",
    "剩菜天天打入冷宫，就缺一台真的冷宫冰箱",
    "谁懂啊，好想厨房里有个带宫门的冰箱",
    "红墙金瓦的冰箱门想想就好看，快点量产",
    "已经攒好钱了，就等你们家的冷宫冰箱开卖",
    "朋友们都在问冷宫冰箱，官方给个准信行不行",
    "要是冰箱上挂块冷宫的匾，我马上换掉家里那台",
    "出个小容量的冷宫冰箱，租房的我们也想要一个",
    "看了那么多家电，最想要的还是冷宫冰箱",
    "拜托拜托，冷宫冰箱别只停在图片上",
    "这么好的创意不做成冰箱太可惜了，冷宫安排一下",
    "双开门的冷宫冰箱有没有可能，求产品经理看看",
    "婚房家电就差它了，冷宫冰箱几时能预订",
    "我妈看了段子也说要买冷宫冰箱，你们快做",
    "冷冻层叫冷宫，冷藏层叫养心殿，这冰箱我买爆",
)
# The most frequent characters: an edit is not told by a rare one.
_LETTERS = "的一是不了人我在有他这中大来上国个到说们为子和你地出也道时年得就那要下以生会自着去之"
_MOST_EDITS = 3
_BEFORE = ("", "", "", "啊", "唉，", "哈哈哈", "嗯嗯", "@小王 ", "@家电研究所 ")
_AFTER = (
    "",
    "",
    "！",
    "！！！",
    "~~",
    "啊",
    "呀",
    "吧",
    "哈哈",
    "666",
    "8842",
    "…",
    "[心]",
    "😭",
    "😍😍",
    " @老李",
)


def exact(number: int, _dice: random.Random) -> list[str]:
    """One text."""
    return [TWENTY[0]] * number


def light(number: int, dice: random.Random) -> list[str]:
    """One text with up to three edits at random places, and something put around it."""
    return [_edited(TWENTY[0], dice) for _ in range(number)]


def short(number: int, dice: random.Random) -> list[str]:
    """A slogan, edited likewise: three edits are half of it."""
    return [_edited(SLOGAN, dice) for _ in range(number)]


def twenty(number: int, dice: random.Random) -> list[str]:
    """A text of the list each, word for word."""
    return [dice.choice(TWENTY) for _ in range(number)]


def machine(number: int, dice: random.Random) -> list[str]:
    """Words of its own for each account, as a language model writes them."""
    return own_words(number, thing=THING, dice=dice)


def _edited(text: str, dice: random.Random) -> str:
    letters = list(text)
    for _ in range(dice.randint(0, _MOST_EDITS)):
        place, letter = dice.randrange(len(letters)), dice.choice(_LETTERS)
        kind = dice.randrange(3)
        if kind == 0:
            letters[place] = letter
        elif kind == 1:
            letters.insert(place, letter)
        else:
            letters.pop(place)
    return "".join((dice.choice(_BEFORE), *letters, dice.choice(_AFTER)))

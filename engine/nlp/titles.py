"""Titles: the few words that name what a cluster asks for, and the quote that shows it."""

import itertools
import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from engine.nlp.concepts import consumed, machines, products, things, weight
from engine.nlp.normalise import clean
from engine.nlp.phrases import phrases
from engine.nlp.snow import segment
from engine.nlp.wish import Wish, about, is_vague, terms

_SHORTEST, _LONGEST = 4, 12
_CUT = 20
_READ = 64
_SHORT_QUOTE, _LONG_QUOTE = 12, 60
_DOUBT = 20.0
_LIKENESS = 0.4
# Where so many of the wishes name the product, or their contexts do, the others mean it too.
_NAMED_BY = {True: 0.3, False: 0.5}
# no products of the word list, because each of them is a whole line of goods
_OTHER_TOPIC = re.compile(r"手机|电脑|本本|机器|酒店|餐厅|房间")
_MENDING = re.compile(r"改善|改进|提高|提升|加强|完善|优化|强化")
_PERSONAL = re.compile(
    r"[我你他她俺咱谁吗呢吧这那]|自己|可惜|但|什么|怎么|为什么|如果|要是|总可以|朕|希望|期待|建议|应该|其实|可能|貌似|反正|楼主|既然|为了|因为|虽然|否则|不然|除了"
)
_COMPLAINT = re.compile(
    r"不[能好够行足灵敏支是]|没|太|有点|有些|差|难|坏|问题|缺点|不足|通病|败笔|毛病|垃圾|遗憾|只|无法|少了|不见|占"
)
# cut before the noun: nobody keeps such a title
_UNFINISHED = re.compile(
    r"(?:的|得|地|和|跟|与|把|被|像|是|有|比|等|更|很|需要|有待|应该|可以|能|会|要)$|^(?:的|得|地|了|着|们|性)"
)
# says how much, not of what
_MEASURE = re.compile(
    r"(?:能?再|稍微?|更|要|做|多|弄|改)*(?:[大小长短高低宽窄厚薄轻重快慢多少好强便宜]|便宜|实惠|优惠|完美|人性化)+(?:一?[点些]{1,2}|一点点|了)*"
)
_HOLLOW = re.compile(
    r"有所|作出|做出|许多|避免|改一改|整理|搞|弄|快|赶紧|开|放|出来|显[着著]|较大|很大|进一步|被|有待|之|几|个|情况|事情|现象|值得|地方|方面|改进|改善|改变|再接再厉|加油|提高|提升|加强|完善|优化|更新|升级|解决|处理|问题|重视|下个版本"
    r"|这种|这样|这个|这些|类似|出现|产品|后续|批次|努力|质量|关注|商品|功能|版本|一定|尽快|及时|希望|需要|需|应该|可以"
    r"|不要|再|也|要|注意|的|还|如|有|都|能|会|更|好|多|做|下|点|些|以后|请|是|在|空间|唯一|细节|各"
)
_ASCII_WORD = re.compile(r"[a-z]+[a-z0-9]*")


def propose_title(wishes: Sequence[Wish]) -> str:
    """Name a cluster: the phrase that says most of what its wishes share, after their product."""
    read = wishes[:_READ]
    spread = Counter(term for wish in read for term in wish.terms)
    central = _centralities(read)
    candidates = {
        phrase: (_worth(phrase, spread=spread, of=len(read)) + _LIKENESS * near, -order, wish)
        for order, (wish, near) in reversed(list(enumerate(zip(read, central, strict=True))))
        for phrase in phrases(wish.text) or [wish.content]
    }
    if not candidates:
        return ""
    title = max(candidates, key=lambda phrase: (candidates[phrase][:2], phrase))
    shown = _as_written(_shortened(title), wish=candidates[title][2])
    return _with_product(shown, wishes=read)


def summary_line(wishes: Sequence[Wish]) -> str:
    """Return the quote, in full, that says most of what all ask for, and little else."""
    read = wishes[:_READ]
    spread = Counter(term for wish in read for term in wish.terms)
    ranked = [
        (_quotable(quote, wish.terms, spread=spread, of=len(read)), -order, quote)
        for order, wish in enumerate(read)
        for quote in [clean(wish.text).text]
    ]
    return max(ranked)[2] if ranked else ""


def _centralities(wishes: Sequence[Wish]) -> list[float]:
    """Return how near each wish is to the mean of all."""
    if not wishes:
        return []
    vectors = np.stack([wish.vector for wish in wishes])
    near: list[float] = (vectors @ vectors.mean(axis=0)).tolist()
    return near


def _worth(phrase: str, *, spread: Counter[str], of: int) -> float:
    """Value what is shared, names its product or part, and can be read at a glance."""
    worth = _centrality(terms(phrase), spread=spread, of=of)
    worth += 0.08 if products(phrase) else 0.0
    worth += 0.08 if things(phrase) else 0.0
    worth -= 0.06 * max(_SHORTEST - len(phrase), 0) + 0.04 * max(len(phrase) - _LONGEST, 0)
    worth -= 0.1 * len(_PERSONAL.findall(phrase)) + 0.1 * len(_COMPLAINT.findall(phrase))
    worth -= 0.2 if _UNFINISHED.search(phrase) else 0.0
    worth -= 0.2 if _MEASURE.fullmatch(phrase) else 0.0
    return worth - (0.5 if is_vague(phrase) or not _HOLLOW.sub("", phrase) else 0.0)


def _quotable(quote: str, found: frozenset[str], *, spread: Counter[str], of: int) -> float:
    """Value what is shared, in a sentence rather than a shout or a story."""
    length = len(quote)
    strain = 0.03 * max(_SHORT_QUOTE - length, 0) + 0.005 * max(length - _LONG_QUOTE, 0)
    return _centrality(found, spread=spread, of=of) - strain


def _centrality(found: frozenset[str], *, spread: Counter[str], of: int) -> float:
    """Return how much of a text the others say too; very short texts get some doubt."""
    shared = math.fsum(weight(term) * spread[term] / of for term in found)
    return shared / (math.fsum(map(weight, found)) + _DOUBT)


def _with_product(title: str, *, wishes: Sequence[Wish]) -> str:
    """Put the product in front where the title names none and the wishes agree on one."""
    named = about(wishes)
    sold = machines(named.products) | consumed(named.products)
    if len(named.products) != 1 or not sold or products(title.lower()):
        return title
    naming = sum(1 for wish in wishes if wish.products or wish.meant)
    if _OTHER_TOPIC.search(title) or naming < max(
        _NAMED_BY[named.is_said] * len(wishes), min(2, len(wishes))
    ):
        return title
    (product,) = sold
    verb = _MENDING.match(title)
    return f"{verb[0]}{product}{title[verb.end() :]}" if verb else f"{product}{title}"


def _shortened(title: str) -> str:
    """Cut at the end of a word."""
    if len(title) <= _CUT:
        return title
    ends = itertools.accumulate(map(len, segment(title)))
    return title[: max((end for end in ends if end <= _CUT), default=_CUT)]


def _as_written(title: str, *, wish: Wish) -> str:
    """Give Latin words back the case in which the fan wrote them."""

    def original(word: re.Match[str]) -> str:
        found = re.search(re.escape(word[0]), wish.text, re.IGNORECASE | re.ASCII)
        return found[0] if found else word[0]

    return _ASCII_WORD.sub(original, title)

"""From a clause as a fan said it to the phrase a manager would write down for it."""

import functools
import itertools
import re

from engine.nlp.characters import level
from engine.nlp.concepts import lexicon_lines, longest_first, opposite_words, starts_with_concept
from engine.nlp.normalise import clean
from engine.nlp.snow import segment
from engine.nlp.wish import NOISE, brands, manner

_SHORTEST = 4
_CLAUSE = re.compile(r"((?:[^\s,。.!！?？;；:：~…、]|(?<=\d)[.:](?=\d)|(?<=\w) (?=\w))+)")
_CLASSIFIER = "[款个台种只件套支张把条双瓶罐杯包袋份根]"

_PREPOSITIONS = ("给", "把", "让", "对")
_OFFER = re.compile(
    rf"^再?(?:推出|生产|研发|开发|设计|出|做|来|搞|整|造|弄|上|给)(?:上|出)?[一几]?{_CLASSIFIER}(?!性)"
)
_BARE_OFFER = re.compile(
    r"^(?:考虑|研究)?(?:推出|生产|研发|开发|研制|出|做)(?:上|出)?(?![工法风水品厂口现来去成到得好完个能门错])(?=\w{4})"
)
_CLASSIFIED = re.compile(
    rf"(?<=[配加送带装赠增])[一1几]{_CLASSIFIER}(?=\w)|(?<=[配加送带装赠增出做搞换置])个(?=\w)"
)
_DOUBLE_VERB = re.compile(
    r"^(?:有|再|还|也)+(?=[送带配加装增有])|^给(?=[送配弄装换])|^一定要?|^尽快"
)
_PRAISED = re.compile(
    r"(?:的话)?(?:那|这样|这|真|估计|应该|一定|肯定|想必)*(?:就|才|会|也)+(?:是|会)?(?:更|太|非常|很|大|再|挺|最)*"
    r"(?:完美|理想|超值|舒服|方便|人性化|无敌|满意|喜欢|开心|不错|满足|贴心|满分|合适|划算|好吃|好用"
    r"|好看|吸引人|好|棒|赞|爽|行|值|牛|绝|强|ok)了?(?:一?[点些])?$|(?:会|就|能)好(?:很多|些|点)$|(?<=[点些定择换])(?:会|能)?更好$"
    r"|(?:更|最)(?:完美|理想|好|棒)了$"
)
# 送蒸架更好: after what is to be given, it says only that it would be welcome.
_WELCOME = re.compile(
    r"(?<=\w{3})(?:会|就|才|也|都)?(?:更|才|最|也|多|比较)(?:好|完美|方便|理想|合适|一流)(?:了|一些|些|点)?$"
)
_GIVEN = re.compile(r"[送配加有装带改换选分]")
_REQUEST_TO_MEND = (
    r"(?:改善|改进|提高|提升|加强|完善|优化|改良|强化|重视|解决|更新|升级|维护|修复|处理)"
)
_TO_MEND = re.compile(
    rf"(?P<what>\w{{2,9}}?)(?:方面|这块|上面)?(?:的话|确实|真的|实在|真心|绝对)*(?:还是|还|尚|也|都|仍|更|急|可|真心)*"
    rf"(?:有点|有些)?(?:有待|待|有必要|应该|应|需要|需|要|望|希望|可以|能够?|必须|值得)+(?:好好|进一步|再|更|尽快|继续|多)*"
    rf"(?P<how>{_REQUEST_TO_MEND})(?:和改进|和提高|和完善)?(?:了|下|一下|一些)?$"
)
_ROOM = re.compile(
    rf"(?P<what>\w{{2,9}}?)(?:方面)?(?:确实|真的)?(?:还|都|也|仍)*有(?:很大|较大|进一步|待)*(?:的)?"
    rf"(?P<how>{_REQUEST_TO_MEND})的?(?:空间|余地|地方)$"
)
_POOR = re.compile(
    r"(?P<what>\w{2,8}?)(?:确实|真的|实在|还|也|都|都?有点|有些|稍微|稍|略|比较|太|就是|偶尔)*"
    r"(?:不是很好|不是太好|不太好|不怎么好|不够好|不好|很差|太差|差劲|差|一般|不行|不强|不够强|不灵敏|不给力"
    r"|有问题|不理想|不尽人意|很烂|太烂)(?:了|啊|点)?$"
)
_TOO = re.compile(
    r"(?P<what>\w{2,8}?)(?:太|有点|有些|偏|过于|略|稍微)(?P<how>\w{1,2})(?:了|点|些)*$"
)
_RHETORICAL = re.compile(
    r"(?:(?:难道|怎么|为什么|为啥|为何|咋|干嘛)(?:就|都|还|也)?(?:不能|不可以|不会|不)"
    r"|(?:就|都)不能)(?:给|够)?"
)
_RHETORICAL_END = re.compile(r"不(?:能|可以|应该|该|会)(?P<what>\w{2,}?)(?:吗|么|嘛)$")
_WHETHER = re.compile(
    r"是不是(?:可以|应该|该|能)?|是否(?:可以|应该|该|能)?|能不能|可不可以|可否|能否|有没有可能"
    r"|(?<=\w\w)应(?:该|当)?(?=[送配加有能带给]|可以|提供|设|支持)"
    r"|(?<=\w)(?:如果能?|要是能?|假如|若是|希望能?(?:够|可以)?|建议|最好能?|(?<!不)应该能?(?!用)|的话)"
)
_GLYPH = re.compile(r"(?<=[这那什怎多要])幺")
_SLIP = re.compile(
    r"(?<!存)在(?=(?:大|小|高|低|长|短|薄|厚|轻|快|慢|多|少|便宜|宽|窄|加|送)(?:一?[点些个]|$))"
)
_ASIDE = re.compile(r"^[在对](?=\w{1,8}?(?:方面|这块|这点))")
_TAIL = re.compile(
    r"(?:什么的|之类的|啥的|的时候|的话|这些|那些|那|这个|一下下|一下|下|就好|也行|也好|也可以|都行"
    r"|[吧呀啊呢吗嘛么哦噢呗咯啦哈啵]|就|才|会|也|都|了|求解决|求改进|下次|以后|算了|行不行|好吗|不|(?<=\w{3})(?:搞|弄|整))$"
)
_KEPT_TAILS = re.compile(
    r"(?:以下|之下|下下|放下|留下|上下|楼下|机会|社会|演唱会|聚会|开会|为了|算了|不了|除了|乐于)$"
)
_BARE_OF = re.compile(r"(?<=\w)的(?=\w)(?!的|确|话|士)(?<!目的)(?<!有的)(?<!别的)")
# 放奶茶的格子: without 的 the verb would take the noun for its object.
_VERB = re.compile(
    r"[能会可用放看有没不给做装带送被让加是去来住吃喝买卖到得了着我你他她这那很太最更好自己]"
)
_ADDRESSED = r"(?=[能可也应该在把别不要送给出做搞再快多]|建议|希望)"
# They are common words as well: apples should not be peeled.
_SURELY_ADDRESSED = r"(?=能|可以|快|赶紧|推出)"


def phrases(span: str) -> list[str]:
    """Return the clauses of a span, each as a phrase for a title; empty ones are left out."""
    plain = NOISE.sub("", level(clean(span).text))
    found = (phrase(clause) for clause in _CLAUSE.findall(plain))
    return [one for one in found if one]


@functools.lru_cache(maxsize=1 << 14)
def phrase(clause: str) -> str:
    """Say what a clause asks for: no manner, complaints and rhetoric turned to what is wanted."""
    rest = _WHETHER.sub("", _turned(_SLIP.sub("再", _GLYPH.sub("么", clause))))
    rest = _mended(_without_tail(_without_head(rest)))
    if _GIVEN.search(rest):
        rest = _WELCOME.sub("", rest)
    rest = _without_preposition(_without_tail(_without_head(_without_offer(rest))))
    return _without_of(_DOUBLE_VERB.sub("", _CLASSIFIED.sub("", rest)))


def _turned(clause: str) -> str:
    """Turn "why can't you" into what is asked for."""
    found = _RHETORICAL_END.search(clause)
    if found:
        return clause[: found.start()] + found["what"]
    return _RHETORICAL.sub("", clause)


def _mended(clause: str) -> str:
    """Turn "this could be better" and "this is poor" into "better this"."""
    if found := _TO_MEND.fullmatch(clause) or _ROOM.fullmatch(clause):
        return found["how"] + _without_tail(found["what"])
    if found := _TOO.fullmatch(clause):
        wanted = opposite_words().get(found["how"])
        return f"{found['what']}再{wanted}一点" if wanted else clause
    if found := _POOR.fullmatch(clause):
        return "改善" + _without_tail(found["what"])
    return clause


def _without_offer(clause: str) -> str:
    found = _OFFER.match(clause) or _BARE_OFFER.match(clause)
    if found is None or len(clause) - found.end() < _SHORTEST - 1:
        return clause
    is_cut = found.re is _BARE_OFFER and found.end() not in _word_ends(clause)
    return clause if is_cut else clause[found.end() :]


def _without_preposition(clause: str) -> str:
    """Take 给 and 把 from before a product or a part, which then stands as the topic."""
    rest = clause.removeprefix(clause[0]) if clause[:1] in _PREPOSITIONS else clause
    return rest if starts_with_concept(rest) else clause


def _without_head(clause: str) -> str:
    """Take the manner off the head, never in the middle of a word."""
    start = 0
    while found := _head().match(clause, start):
        if found.end() == len(clause):
            break
        # words take long to find: only single characters need them
        if len(found[0]) == 1 and found[0] != "能" and found.end() not in _word_ends(clause):
            break
        start = found.end()
    rest = _ASIDE.sub("", clause[start:])
    return rest if len(rest) > 1 else clause


def _without_tail(clause: str) -> str:
    rest = clause
    while True:
        shorter = _PRAISED.sub("", _ending().sub("", rest))
        if not _KEPT_TAILS.search(shorter):
            shorter = _TAIL.sub("", shorter)
        if shorter in {rest, ""}:
            return rest
        rest = shorter


def _without_of(phrase: str) -> str:
    """Drop 的 between nouns, where what stands before it is short and no verb is in it."""
    before, of, after = phrase.partition("的")
    if not of or not after or _VERB.search(before) or "的" in after:
        return phrase.removesuffix("的") if len(phrase) > _SHORTEST else phrase
    return _BARE_OF.sub("", phrase)


@functools.lru_cache(maxsize=1 << 14)
def _word_ends(clause: str) -> frozenset[int]:
    words = segment(clause)
    if "".join(words) != clause:
        return frozenset(range(len(clause) + 1))
    return frozenset(itertools.accumulate(map(len, words)))


@functools.cache
def _listed(kind: str) -> frozenset[str]:
    lines = lexicon_lines("wish_titles.txt")
    return frozenset(word for line in lines if line[0] == kind for word in line[1:])


@functools.cache
def _head() -> re.Pattern[str]:
    words = {*manner("opening"), *_listed("opening")} - _listed("verb")
    makers, common, office = set(brands()), _listed("apple"), "(?:公司|官方|客服|厂家|家)?"
    address = (
        rf"(?:{longest_first(makers - common)}){office}{_ADDRESSED}"
        rf"|(?:{longest_first(common)}){office}{_SURELY_ADDRESSED}"
    )
    kept = longest_first(set(manner("keep")) - _listed("opening"))
    return re.compile(rf"(?!{kept})(?:{address}|{longest_first(words)})")


@functools.cache
def _ending() -> re.Pattern[str]:
    words = [word for word in manner("ending") if word not in {"没", "不", "求"}]
    kept = [word for word in words if not word.startswith(("有待", "需", "改进", "优化", "解决"))]
    return re.compile(rf"(?:{longest_first(kept)})+$")

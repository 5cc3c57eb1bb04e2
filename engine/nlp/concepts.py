"""What wishes are about: products, parts, directions, and how rare a term is."""

import functools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

LEXICON = Path(__file__).parent / "lexicon"

_OPPOSITES = (
    "大小",
    "高低",
    "长短",
    "宽窄",
    "厚薄",
    "快慢",
    "多少",
    "重轻",
    "贵便宜",
    "深浅",
    "亮暗",
    "粗细",
    "硬软",
    "热冷",
    "咸淡",
    "甜苦",
)
_PRODUCT_WEIGHT = 0.0
# In the word list: what is sold, what is used up, what comes with any machine.
_PRODUCT, _CONSUMED, _ACCOMPANYING = "product", "consumed", "accompanying"
_REMOVE = re.compile(r"(?:去掉|去除|取消|删除|删掉|卸载|减少|不要|别|勿|不再)")
_ADD = re.compile(r"(?:增加|加上|添加|加个|新增|恢复|保留)")


def lexicon_lines(name: str) -> list[list[str]]:
    """Read a word list: one entry a line, words apart by blanks, # begins a comment."""
    lines = (LEXICON / name).read_text(encoding="utf-8").splitlines()
    return [line.split() for line in lines if line and not line.startswith("#")]


def longest_first(words: Iterable[str]) -> str:
    """Join words into one pattern that prefers the longest."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda w: (-len(w), w)))


@functools.cache
def _names() -> dict[str, list[str]]:
    """Map every wording to the names of its concepts."""
    lines = [(line[1].split("+"), line[1:]) for line in lexicon_lines("wish_concepts.txt")]
    return {word: names for names, words in lines for word in words}


@functools.cache
def _products(*kinds: str) -> frozenset[str]:
    wanted = kinds or (_PRODUCT, _CONSUMED, _ACCOMPANYING)
    return frozenset(line[1] for line in lexicon_lines("wish_concepts.txt") if line[0] in wanted)


@functools.cache
def _concept() -> re.Pattern[str]:
    return re.compile(longest_first(_names()))


@functools.cache
def _rarity() -> tuple[float, dict[str, float]]:
    """Read the rarity of pairs of characters, and that of a pair too rare to be listed."""
    (rarest,), *levels = lexicon_lines("wish_term_counts.txt")
    table = {
        pairs[i : i + 2]: float(level) for level, pairs in levels for i in range(0, len(pairs), 2)
    }
    return float(rarest), table


@functools.cache
def weight(term: str) -> float:
    """Return how much a shared term says: the rarer in comments at large, the more.

    A product says nothing: in one brand's comments everybody names it, whatever they ask for.
    """
    if term in _products():
        return _PRODUCT_WEIGHT
    rarest, table = _rarity()
    if term in _names():
        return max(table.get(term[i : i + 2], rarest) for i in range(max(1, len(term) - 1)))
    return table.get(term, rarest if len(term) > 1 else 1.0)


def split_terms(text: str) -> Iterator[str]:
    """Yield the concepts in a folded clause, and the pairs of characters between them."""
    end = 0
    for found in _concept().finditer(text):
        yield from _pairs(text[end : found.start()])
        yield from _names()[found[0]]
        end = found.end()
    yield from _pairs(text[end:])


def products(text: str) -> frozenset[str]:
    """Return the products a text names; who says 冰箱贴 does not ask for the 冰箱 beside it."""
    words = _concept().findall(text)
    named = _products().intersection(name for word in words for name in _names()[word])
    return frozenset(one for one in named if not any(one in other for other in named - {one}))


def machines(products: frozenset[str]) -> frozenset[str]:
    """Return the products that stand for themselves."""
    return products & _products(_PRODUCT)


def consumed(products: frozenset[str]) -> frozenset[str]:
    """Return the products that are eaten, drunk or used up."""
    return products & _products(_CONSUMED)


def starts_with_concept(text: str) -> bool:
    """Tell whether a levelled text begins with a product or a thing."""
    return _concept().match(text) is not None


def things(text: str) -> frozenset[str]:
    """Return the parts, qualities, troubles and additions a text names."""
    words = _concept().findall(text)
    return frozenset(name for word in words for name in _names()[word]) - _products()


def poles(text: str) -> frozenset[str]:
    """Return the directions wished for: "more big" from 再大点, and also from 太小了."""
    wanted = {pole for pole, pattern in _pole_patterns() if pattern.search(text)}
    return frozenset(wanted)


@functools.cache
def opposite_words() -> dict[str, str]:
    """Map the word for one end of a direction to that of the other: 大 to 小."""
    pairs = [(pair[0], pair[1:]) for pair in _OPPOSITES]
    return {one: other for up, down in pairs for one, other in ((up, down), (down, up))}


def opposed(some: frozenset[str], others: frozenset[str]) -> bool:
    """Tell whether two sets of directions pull apart and share none."""
    return not some & others and any(_opposite(pole) in others for pole in some)


def _opposite(pole: str) -> str:
    return pole[1:] if pole.startswith("-") else f"-{pole}"


@functools.cache
def _pole_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Pair each direction with the wordings that wish for it."""
    patterns = [("+-", _REMOVE), ("-+-", _ADD)]
    for pair in _OPPOSITES:
        up, down = pair[0], pair[1:]
        patterns += [(pair, _wish_for(up, down)), (f"-{pair}", _wish_for(down, up))]
    return tuple(patterns)


def _wish_for(more: str, less: str) -> re.Pattern[str]:
    """Match a call for more of one end, or a complaint of too much of the other."""
    return re.compile(
        rf"(?:再|更|做|改|弄|加|变|放|调){more}|(?<![太偏过]){more}(?:一?[点些]|一点点)"
        rf"|(?:太|有点|偏|过于|过){less}|(?<!能再){less}了(?:一?[点些])"
        rf"|不够{more}"
    )


def _pairs(text: str) -> Iterator[str]:
    if len(text) > 1:
        yield from (text[i : i + 2] for i in range(len(text) - 1))

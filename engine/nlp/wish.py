"""The thing asked for: a wish without the manner in which it is asked."""

import functools
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.nlp.characters import level
from engine.nlp.concepts import (
    lexicon_lines,
    longest_first,
    poles,
    products,
    split_terms,
    things,
    weight,
)
from engine.nlp.encoder import Encoder, Vectors, unit_rows
from engine.nlp.normalise import clean, fold

NOISE = re.compile(
    r"\[[^\[\]\s]{1,12}\]|@[\w\-·]{1,40}|https?://\S+|[+]1(?!\d)|[#\"'“”‘’「」『』《》【】<>_*^]+"
)
_CLAUSE_END = re.compile(r"[^\w+.%~\-/℃°]+|[~…]+|(?<!\d)[.\-]|[.\-](?!\d)|/{2,}")
_CLASSIFIER = "款个台种只件套支根本张把条双瓶罐杯包袋"
_OFFER = (
    rf"(?:推出|生产|研发|开发|设计|出|做|来|搞|整|造|弄|给|送|上)"
    rf"(?:上|出)?[一几]?[{_CLASSIFIER}](?=\w)"
)
_AFTER_ADDRESS = r"[能可也快早给推出做搞来整再]|以后|什么|啥时|赶紧|官方"
_POSSESSIVE = re.compile(r"(?<=\w)的(?=\w)(?!的|确|话|士)(?<!目的)(?<!有的)(?<!别的)")
_SPOKEN = re.compile(
    r"(?:名字)?叫(?:做|作)|(?<![一二三四五六七八九十每])叫(?!声|醒|号)|那种|这种|之类"
    r"|能不能|可不可以|能否|可否|希望能?|建议|(?:什么|啥)时候能?|几时能?"
)


@functools.cache
def manner(kind: str) -> list[str]:
    """Return the words of one kind of manner: opening, ending, vague, keep."""
    return [
        word for line in lexicon_lines("wish_manner.txt") if line[0] == kind for word in line[1:]
    ]


@functools.cache
def brands() -> list[str]:
    """Return the makers a wish may be addressed to."""
    return [word for line in lexicon_lines("wish_brands.txt") for word in line]


@functools.cache
def _opening() -> re.Pattern[str]:
    """Match one piece of manner at the head of a clause."""
    words, kept, makers = map(longest_first, (manner("opening"), manner("keep"), brands()))
    address = rf"(?:{makers})(?:公司|官方|客服|厂家|家)?(?={_AFTER_ADDRESS})"
    return re.compile(rf"(?!{kept})(?:{_OFFER}|{address}|{words})")


@functools.cache
def _ending() -> re.Pattern[str]:
    """Match manner at the tail of a clause."""
    return re.compile(rf"(?:{longest_first(manner('ending'))})+$")


@functools.cache
def _nothing() -> re.Pattern[str]:
    """Match a clause in which every word is manner, praise or a name."""
    words = [*manner("vague"), *manner("opening"), *manner("ending"), *brands()]
    return re.compile(rf"(?:越\w{{1,3}}越\w|[+]?1|{longest_first(words)})*")


@dataclass(frozen=True, slots=True, eq=False)
class Wish:
    """One request as grouping sees it; built by `make_wish`.

    `products` are named in it; `meant` are those its context names, empty where it names its own.
    """

    key: str
    text: str
    vector: Vectors
    content: str
    terms: frozenset[str]
    products: frozenset[str]
    things: frozenset[str]
    poles: frozenset[str]
    weight: float
    meant: frozenset[str] = frozenset()


def make_wish(key: str, text: str, vector: Vectors, *, meant: frozenset[str] = frozenset()) -> Wish:
    """Read what a span asks for, beside the vector an encoder gave it.

    `meant` is what `context.product_meant` found around the span; the span's own word wins.
    """
    content = wish_content(text) or fold(text)
    found = terms(content)
    named = products(content)
    return Wish(
        key=key,
        text=text,
        vector=vector,
        content=content,
        terms=found,
        products=named,
        meant=frozenset() if named else meant,
        things=things(content),
        poles=poles(content),
        weight=math.fsum(map(weight, found)),
    )


@dataclass(frozen=True, slots=True)
class About:
    """The products some wishes are about, and whether a wish itself says so."""

    products: frozenset[str]
    is_said: bool


def about(wishes: Iterable[Wish]) -> About:
    """Return what is said, else what contexts mean for sure, else what they leave open."""
    given = list(wishes)
    if said := frozenset[str]().union(*(wish.products for wish in given)):
        return About(said, is_said=True)
    meant = [wish.meant for wish in given if wish.meant]
    sure = [products for products in meant if len(products) == 1]
    return About(frozenset[str]().union(*(sure or meant)), is_said=False)


class WishEncoder:
    """Makes of any encoder one for wishes: half the span as said, half the thing asked for."""

    def __init__(self, base: Encoder) -> None:
        """Lean on an encoder of plain texts."""
        self._base = base
        self.version = f"wish-1/{base.version}"
        self.dimensions = base.dimensions

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row for each span; pass the span itself, not its content."""
        contents = [wish_content(text) or text for text in texts]
        return unit_rows(self._base.encode(texts) + self._base.encode(contents))


def wish_content(span: str) -> str:
    """Return the thing asked for: no manner, no address, no names, no ornaments."""
    return "，".join(core for core in cores(span) if not _nothing().fullmatch(core))


def is_vague(span: str) -> bool:
    """Tell whether nothing concrete is asked for: good will, or a bare vote for another."""
    return not wish_content(span)


def cores(span: str) -> list[str]:
    """Return the clauses of a wish without their manner, in order."""
    plain = NOISE.sub("", level(clean(span).text))
    return [core for core in map(_core, _CLAUSE_END.split(plain)) if core]


def terms(content: str) -> frozenset[str]:
    """Return the units two contents may share: concepts, and pairs of characters around them."""
    return frozenset(term for clause in content.split("，") for term in split_terms(fold(clause)))


def _core(clause: str) -> str:
    rest = _SPOKEN.sub("", _ending().sub("", clause))
    while found := _opening().match(rest):
        rest = rest[found.end() :]
    return _POSSESSIVE.sub("", _ending().sub("", rest))

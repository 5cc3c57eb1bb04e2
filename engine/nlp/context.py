"""The product meant where a wish names none: the nearest words around it that name one."""

import re
from collections.abc import Iterable

from engine.nlp.characters import level
from engine.nlp.concepts import consumed, machines, products

_CLAUSE = re.compile(r"[^，,。.!！?？；;~…\n]+")
# 比我家电视好: what it is held against is not what it is about.
_COMPARISON = re.compile(r"(?<!性价)(?<!相)比(?!较|例|赛|如)|不如|不像|像.{1,12}[一那]样|别人?家")


def product_meant(context: Iterable[str]) -> frozenset[str]:
    """Return the products of the nearest text that names any; the texts come nearest first.

    Several mean that the text leaves it open. What is eaten, or comes with every machine (its
    app), is meant only where no text names a product that stands for itself.
    """
    plain = (level(text) for text in context)
    named = [products(text) for text in plain if not _COMPARISON.search(text)]
    sorts = ([machines(found) for found in named], [consumed(found) for found in named], named)
    return next((found for sort in sorts for found in sort if found), frozenset())


def around(text: str, *, start: int, end: int) -> list[str]:
    """Return the clauses around text[start:end]: those before it, nearest first, then those after.

    Who wishes has mostly said of what before, not after.
    """
    before, after = _CLAUSE.findall(text[:start]), _CLAUSE.findall(text[end:])
    return [*before[::-1], *after]

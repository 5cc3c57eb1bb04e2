"""Titles: the few words that name what a cluster asks for, and the quote that shows it."""

import math
import re
from collections import Counter
from collections.abc import Sequence

from engine.nlp.concepts import products, weight
from engine.nlp.normalise import clean
from engine.nlp.wish import Wish, is_vague, terms

_SHORTEST, _LONGEST = 4, 14
_CUT = 20
_READ = 64
_SHORT_QUOTE, _LONG_QUOTE = 12, 60
_DOUBT = 20.0
_FLAT_START = re.compile(
    r"^(?:有没有|就是|有|[再要就]?(?:配|加|送|出|来|搞|整|弄|做)[一]?个|再(?=送|有))+(?=\w{2})"
)
_PERSONAL = re.compile(r"[我你他她俺咱谁吗呢吧]|可惜|但|太|了|什么|怎么|为什么|总可以|朕")
# cut before the noun: nobody keeps such a title
_UNFINISHED = re.compile(r"(?:的|得|地|和|跟|与|把|被|像|是)$")
_ASCII_WORD = re.compile(r"[a-z]+[a-z0-9]*")


def propose_title(wishes: Sequence[Wish]) -> str:
    """Name a cluster by the clause that says most of what its wishes share."""
    read = wishes[:_READ]
    spread = Counter(term for wish in read for term in wish.terms)
    candidates = {
        clause: (_worth(clause, spread=spread, of=len(read)), -order, wish)
        for order, wish in reversed(list(enumerate(read)))
        for clause in map(_trimmed, wish.content.split("，"))
    }
    if not candidates:
        return ""
    title = max(candidates, key=lambda clause: candidates[clause][:2])
    return _as_written(title, wish=candidates[title][2])[:_CUT]


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


def _worth(clause: str, *, spread: Counter[str], of: int) -> float:
    """Value what is shared, names its product, and can be read at a glance."""
    worth = _centrality(terms(clause), spread=spread, of=of)
    worth += 0.08 if products(clause) else 0.0
    worth -= 0.06 * max(_SHORTEST - len(clause), 0) + 0.03 * max(len(clause) - _LONGEST, 0)
    worth -= 0.1 * len(_PERSONAL.findall(clause))
    worth -= 0.2 if _UNFINISHED.search(clause) else 0.0
    return worth - (0.5 if is_vague(clause) else 0.0)


def _quotable(quote: str, found: frozenset[str], *, spread: Counter[str], of: int) -> float:
    """Value what is shared, in a sentence rather than a shout or a story."""
    length = len(quote)
    strain = 0.03 * max(_SHORT_QUOTE - length, 0) + 0.005 * max(length - _LONG_QUOTE, 0)
    return _centrality(found, spread=spread, of=of) - strain


def _centrality(found: frozenset[str], *, spread: Counter[str], of: int) -> float:
    """Return how much of a text the others say too; very short texts get some doubt."""
    shared = math.fsum(weight(term) * spread[term] / of for term in found)
    return shared / (math.fsum(map(weight, found)) + _DOUBT)


def _trimmed(clause: str) -> str:
    return _FLAT_START.sub("", clause)


def _as_written(title: str, *, wish: Wish) -> str:
    """Give Latin words back the case in which the fan wrote them."""

    def original(word: re.Match[str]) -> str:
        found = re.search(re.escape(word[0]), wish.text, re.IGNORECASE | re.ASCII)
        return found[0] if found else word[0]

    return _ASCII_WORD.sub(original, title)

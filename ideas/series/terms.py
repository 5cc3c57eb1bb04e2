"""The terms under which a request stands in series: what its wish is about."""

from __future__ import annotations

import functools

from engine.nlp.concepts import products, things, weight
from engine.nlp.normalise import fold
from engine.nlp.wish import terms

# More would be pairs of characters that no reader takes for a word.
_MOST = 4
_SHORTEST, _LONGEST = 2, 40
# A pair of characters with one of these reaches over the end of a word.
_BETWEEN_WORDS = frozenset(
    "的了着过地得是有在不没别太很更最再又还也都就才只这那哪其每各我你他她它们咱谁啥么吗呢吧啊呀哦"
    "和与及或但而且若则因为于以把被让给对从向到去来能会可要想请求出做搞整弄点些个款种下上里"
)


@functools.lru_cache(maxsize=50_000)
def terms_of(content: str) -> tuple[str, ...]:
    """What a wish's content names, then its rarest pairs of characters; at most four."""
    folded = fold(content)
    named = products(folded) | things(folded)
    loose = {term for term in terms(content) - named if not _BETWEEN_WORDS.intersection(term)}
    found = [term for term in (*named, *loose) if _SHORTEST <= len(term) <= _LONGEST]
    return tuple(sorted(found, key=lambda term: (term not in named, -weight(term), term))[:_MOST])

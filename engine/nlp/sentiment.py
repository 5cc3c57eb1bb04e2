"""How kind a text sounds, as SnowNLP hears it; shown beside a comment, never a gate."""

import re
from collections.abc import Sequence

from engine.nlp import snow
from engine.nlp.characters import simplify

# Its opinion of a long text is settled long before the end.
LONGEST_HEARD = 500
_WORDS = re.compile(r"[^\W\d_]")


def sentiment(text: str) -> float | None:
    """Give 0 (angry) to 1 (glad), or None where there is nothing to hear."""
    return sentiments([text])[0]


def sentiments(texts: Sequence[str]) -> list[float | None]:
    """Do so for many texts at once, far faster than one by one; texts alike are heard once."""
    heard = [simplify(text[:LONGEST_HEARD]) for text in texts]
    distinct = list(dict.fromkeys(text for text in heard if _WORDS.search(text)))
    found = dict(zip(distinct, snow.sentiments(distinct), strict=True))
    return [found.get(text) for text in heard]

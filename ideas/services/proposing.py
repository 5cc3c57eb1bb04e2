"""What the machine proposes by the brand's own lexicon: titles without our name, a product line."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from engine.nlp.characters import level
from engine.nlp.normalise import fold
from engine.nlp.titles import propose_title
from feedback.models import LexiconEntry

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.nlp.grouping import Wish

_MAJORITY = 0.5
_SHORTEST_TITLE = 2


def product_words() -> dict[str, int]:
    """Folded product words of the lexicon → product line."""
    rows = LexiconEntry.objects.filter(
        meaning=LexiconEntry.Meaning.PRODUCT, product_line__isnull=False
    ).values_list("word", "product_line")
    return {fold(word): line for word, line in rows if line is not None}


def brand_words() -> list[str]:
    """Our names and nicknames, the longest first; levelled as contents are."""
    rows = LexiconEntry.objects.exclude(meaning=LexiconEntry.Meaning.PRODUCT)
    return sorted((level(word) for word in rows.values_list("word", flat=True)), key=len)[::-1]


def propose_cluster_title(wishes: Sequence[Wish], *, brands: Iterable[str]) -> str:
    """The title of what is asked for; everybody here knows whom the fans asked."""
    title = propose_title(wishes)
    for brand in brands:
        rest = title.removeprefix(brand)
        title = rest if len(rest) >= _SHORTEST_TITLE else title
    return title


def propose_product_line(texts: Iterable[str], *, words: dict[str, int]) -> int | None:
    """The line that most of these texts name, or None where they name none or several."""
    named: Counter[int | None] = Counter()
    for text in texts:
        folded = fold(text)
        # one text that says a product twice, or by two of its names, names it once
        lines = {line for word, line in words.items() if word in folded}
        named.update(lines or [None])
    line, count = named.most_common(1)[0] if named else (None, 0)
    return line if count > _MAJORITY * named.total() else None

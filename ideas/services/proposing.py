"""What the machine proposes for a new idea: its product line, by the brand's own lexicon."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from engine.nlp.normalise import fold
from feedback.models import LexiconEntry

if TYPE_CHECKING:
    from collections.abc import Iterable

_MAJORITY = 0.5


def product_words() -> dict[str, int]:
    """Folded product words of the lexicon → product line."""
    rows = LexiconEntry.objects.filter(
        meaning=LexiconEntry.Meaning.PRODUCT, product_line__isnull=False
    ).values_list("word", "product_line")
    return {fold(word): line for word, line in rows if line is not None}


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

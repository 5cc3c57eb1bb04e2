"""How kind a text sounds, as SnowNLP hears it; shown beside a comment, never a gate."""

import re

from snownlp import sentiment as snow

from engine.nlp.characters import simplify

# SnowNLP takes about 10 ms a review and its time grows with the length.
LONGEST_HEARD = 500
_WORDS = re.compile(r"[^\W\d_]")


def sentiment(text: str) -> float | None:
    """Give 0 (angry) to 1 (glad), or None where there is nothing to hear."""
    heard = simplify(text[:LONGEST_HEARD])
    if not _WORDS.search(heard):
        return None
    return float(snow.classify(heard))

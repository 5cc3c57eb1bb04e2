"""SnowNLP's answers from its own models, loaded once a process at the first question."""

from collections.abc import Sequence
from functools import lru_cache

from engine.nlp.snow.files import shipped
from engine.nlp.snow.judge import Judge, read_judge
from engine.nlp.snow.packed import unpack
from engine.nlp.snow.tables import Tables, make_tables
from engine.nlp.snow.words import cut


def segment(text: str) -> list[str]:
    """Give the words of a text."""
    return segments([text])[0]


def segments(texts: Sequence[str]) -> list[list[str]]:
    """Give the words of each text; many at once are much faster than one by one."""
    return cut(texts, _tables())


def sentiment(text: str) -> float:
    """Give 0 (angry) to 1 (glad)."""
    return sentiments([text])[0]


def sentiments(texts: Sequence[str]) -> list[float]:
    """Give 0 (angry) to 1 (glad) for each text."""
    return [_judge().sentiment(words) for words in segments(texts)]


@lru_cache(maxsize=1)
def _tables() -> Tables:
    return make_tables(unpack())


@lru_cache(maxsize=1)
def _judge() -> Judge:
    return read_judge(
        shipped("sentiment/sentiment.marshal.3"), stop_words=shipped("normal/stopwords.txt")
    )

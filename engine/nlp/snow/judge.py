"""SnowNLP's sentiment of words: two classes weighed by Bayes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import exp, log
from pathlib import Path
from typing import Any

from engine.nlp.snow.files import lines, unmarshal

_Pair = tuple[float, float]
_GLAD = "pos"
_NOTHING = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Judge:
    """The logarithms that SnowNLP takes anew for every word, in its order of the classes."""

    classes: tuple[str, str]
    starts: _Pair
    words: Mapping[str, _Pair]
    unseen: _Pair

    def sentiment(self, words: Iterable[str]) -> float:
        """Give 0 (angry) to 1 (glad), added up in the order of the words as SnowNLP does."""
        first, second = self.starts
        find, unseen = self.words.get, self.unseen
        for word in words:
            one, other = find(word, unseen)
            first += one
            second += other
        name, chance = self.classes[0], _chance(first, second)
        if (other_chance := _chance(second, first)) > chance:
            name, chance = self.classes[1], other_chance
        return chance if name == _GLAD else 1 - chance


def read_judge(path: Path, *, stop_words: Path) -> Judge:
    """Read a classifier that SnowNLP saved; a stop word adds nothing."""
    model: dict[str, Any] = unmarshal(path)
    (one, first), (two, second) = model["d"].items()
    words = {
        word: (_logarithm(first, word), _logarithm(second, word))
        for word in first["d"].keys() | second["d"].keys()
    }
    words |= dict.fromkeys(lines(stop_words), _NOTHING)
    starts = [log(each["total"]) - log(model["total"]) for each in (first, second)]
    unseen = [log(float(each["none"]) / each["total"]) for each in (first, second)]
    return Judge((one, two), (starts[0], starts[1]), words, (unseen[0], unseen[1]))


def _logarithm(counted: Mapping[str, Any], word: str) -> float:
    return log(float(counted["d"].get(word, counted["none"])) / counted["total"])


def _chance(score: float, other: float) -> float:
    try:
        return 1 / (1.0 + exp(other - score))
    except OverflowError:
        return 0.0

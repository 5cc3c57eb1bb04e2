"""What a character may have been before it was damaged, and how much each guess must gain."""

from functools import cache
from pathlib import Path

import numpy as np

from engine.nlp.characters import level
from engine.nlp.mending.language import KNOWN, Chances, Numbers
from engine.nlp.mending.marks import LOST
from engine.nlp.mending.sounds import alike, nearly_alike

_LEXICON = Path(__file__).parents[1] / "lexicon"
_COMMONEST = 3000
# Nats that a guess must be likelier than what stands there.
_BY_TABLE, _BY_BOTH, _BY_SOUND, _BY_LOOK, _BY_ROUGH_SOUND = 1.0, 5.0, 7.5, 7.5, 9.0
_BY_TABLE_IF_COMMON = 4.5
_COMMON = 2200
_LOOK_STEP = 0.2
# Two question marks inside a clause are rarer than a lost character.
_BY_NOTHING = -1.0
_FILLED_WITH = 1200


@cache
def guesses(char: str, characters: str) -> tuple[Numbers, Chances]:
    """Give the numbers of the characters that may be meant by one, and their costs in nats."""
    if char == LOST:
        return _fillings()
    costs: dict[str, float] = {}
    for guess in nearly_alike(char):
        costs[guess] = _BY_ROUGH_SOUND
    for guess in alike(char):
        costs[guess] = _BY_SOUND
    for rank, guess in enumerate(looks().get(char, "")):
        both = costs.get(guess) == _BY_SOUND
        costs[guess] = _BY_BOTH if both else _BY_LOOK + rank * _LOOK_STEP
    for guess in glyphs().get(char, ""):
        costs[guess] = _BY_TABLE_IF_COMMON if char in characters[:_COMMON] else _BY_TABLE
    numbers = _numbers(characters)
    kept = {numbers[guess]: cost for guess, cost in costs.items() if guess in numbers}
    kept.pop(numbers.get(char, -1), None)
    return np.array(list(kept), dtype=np.int64), np.array(list(kept.values()), dtype=np.float32)


def _fillings() -> tuple[Numbers, Chances]:
    return KNOWN + np.arange(_FILLED_WITH), np.full(_FILLED_WITH, _BY_NOTHING, dtype=np.float32)


@cache
def glyphs() -> dict[str, str]:
    """Give the common characters that each variant glyph is written for."""
    found: dict[str, str] = {}
    for line in (_LEXICON / "glyphs.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        for entry in line.split():
            for glyph in (*entry[1:], *level(entry[1:])):
                if (
                    not glyph.isascii()
                    and glyph != entry[0]
                    and entry[0] not in found.get(glyph, "")
                ):
                    found[glyph] = found.get(glyph, "") + entry[0]
    return found


@cache
def looks() -> dict[str, str]:
    """Give the common characters that look most like each character, best first."""
    lines = (_LEXICON / "looks.txt").read_text(encoding="utf-8").splitlines()
    return {line[0]: line[1:] for line in lines if not line.startswith("#")}


@cache
def _numbers(characters: str) -> dict[str, int]:
    return {char: KNOWN + rank for rank, char in enumerate(characters[:_COMMONEST])}

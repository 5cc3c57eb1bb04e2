"""Names that look like one of ours: what a name looks like, and what passes for it at a glance.

Every name is reduced to a skeleton, and whole skeletons are compared. So a name that merely
holds ours in it (a fan's) is not like it; one that differs in signs nobody sees is.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

from engine.nlp.characters import level
from engine.nlp.mending.candidates import glyphs, looks

_LEXICON = Path(__file__).parent / "lexicon"
# Marks that are read past, and would become letters.
_SILENT = str.maketrans("", "", "™℠®©℗")
_ACCENTS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a]+"
)
_UNREAD = re.compile(r"[\W_]+")
_PAIRS = (("rn", "m"), ("vv", "w"))
# Letters in circles and squares that have no plain form in Unicode: each row runs from A to Z.
_RINGED = {
    start + place: chr(ord("a") + place)
    for start in (0x1F150, 0x1F170, 0x1F1E6)
    for place in range(26)
}
# Words that are glued on to look official, longer ones first.
_OFFICIAL = (
    "官方账号", "官方微博", "官方认证", "官方号", "官方", "官微", "官博", "官号", "official",
)  # fmt: skip
_CAPITALS = "capitals"
_SHORTEST = 2
# How far down the lists of characters that look alike; further down they differ at a glance.
_NEAR = 3
# With one character exchanged, a name of two is simply another name.
_EXCHANGEABLE = 3


def skeleton(name: str) -> str:
    """What a name looks like, or "" where nothing is left to compare.

    Width, case, script (traditional, Cyrillic, Greek, ringed), accents, separators, emoji and
    unseen characters fall away, as do twins such as 0 and o, glyphs in place of common Chinese
    characters, and words such as 官方 anywhere in the name.
    """
    found = _unofficial(_fold(name))
    return found if len(found) >= _SHORTEST else ""


@cache
def impostors(name: str) -> frozenset[str]:
    """Skeletons that pass for this name: its own, and those with one Chinese character exchanged.

    The other character looks alike; short names have no such skeletons, for one of them may be
    anybody's.
    """
    own = skeleton(name)
    if len(own) < _EXCHANGEABLE:
        return frozenset({own} - {""})
    return frozenset(
        {own}
        | {
            own[:place] + twin + own[place + 1 :]
            for place, char in enumerate(own)
            for twin in _alike().get(char, "")
        }
    )


@cache
def _letters() -> list[str]:
    lines = (_LEXICON / "letters.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


@cache
def _twins() -> dict[int, str]:
    groups = [line for line in _letters() if not line.startswith(_CAPITALS)]
    return {ord(twin): group[0] for group in groups for twin in group[1:]}


@cache
def _before_case() -> dict[int, str]:
    pairs = next(line for line in _letters() if line.startswith(_CAPITALS)).split()[1]
    capitals = dict(zip(map(ord, pairs[::2]), pairs[1::2], strict=True))
    return {**_RINGED, **capitals}


def _fold(name: str) -> str:
    text = unicodedata.normalize("NFKC", name.translate(_SILENT))
    text = text.translate(_before_case()).casefold()
    if not text.isascii():
        text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    text = _UNREAD.sub("", level(text).translate(_twins()))
    for pair, letter in _PAIRS:
        text = text.replace(pair, letter)
    return text if text.isascii() else "".join([_common(char) for char in text])


def _unofficial(text: str) -> str:
    """The name without the glued words, unless it is nothing but them."""
    rest = text
    while (shorter := _official().sub("", rest)) != rest:
        rest = shorter
    return rest or text


@cache
def _official() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(_fold(word)) for word in _OFFICIAL))


@cache
def _common(char: str) -> str:
    """The common character that a glyph nobody writes stands for; others as they are."""
    if char.isascii() or _is_written(char):
        return char
    candidates = looks().get(char, "") or glyphs().get(char, "")
    return candidates[0] if candidates else char


def _is_written(char: str) -> bool:
    """Whether a Simplified Chinese text may well hold the character: the standard of 1980."""
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


@cache
def _alike() -> dict[str, str]:
    """The characters, as a skeleton has them, that pass for each one; both ways round."""
    found: dict[str, set[str]] = {}
    for char, common in looks().items():
        if level(char) != char:
            continue
        for other in common[:_NEAR]:
            found.setdefault(other, set()).add(char)
            found.setdefault(char, set()).add(other)
    return {
        char: "".join(sorted({_common(o) for o in others} | {o for o in others if _is_written(o)}))
        for char, others in found.items()
    }

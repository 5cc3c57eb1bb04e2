"""Takes out what was put between characters: unseen signs, entities, readings in brackets."""

import html
import re
import unicodedata
from dataclasses import dataclass

from engine.nlp.characters import level
from engine.nlp.mending.sounds import is_reading

LOST = "\ufffd"
_TONED = "a-züāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ\u0300\u0301\u0304\u030c\u0308"
_HAN = "\u3400-\u9fff"
_UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0100-\U000e01ef"
)
_STRAY = re.compile(
    rf"(?P<unseen>[{_UNSEEN}]+|(?<=[{_HAN}])[\u0300-\u036f\u0483-\u0489\u20d0-\u20ff]+)"
    r"|(?P<entity>&(?:amp;)*(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,15});)"
    rf"|(?P<reading>(?<=[{_HAN}])[(\[{{<【] ?[{_TONED}]{{1,8}}[0-5]? ?[)\]}}>】])"
    rf"|(?P<lost>(?<=[{_HAN}])\?\?(?!\?)|(?<!\?)\?\?(?=[{_HAN}])|[\ufffd□■])",
)
# The signs that any of these has: looked for first, for nearly no text has one.
_SIGN = re.compile(rf"[&(\[{{<【?\ufffd□■\u0300-\u036f\u0483-\u0489\u20d0-\u20ff{_UNSEEN}]")
_LETTERS = re.compile(f"[{_TONED}]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """One character that is read, and where it stands in the text shown."""

    char: str
    start: int
    end: int


def has_strays(levelled: str) -> bool:
    """Say quickly whether a levelled text may hold anything to take out."""
    return _SIGN.search(levelled) is not None and _STRAY.search(levelled) is not None


def pieces(levelled: str) -> list[Piece]:
    """Cut a levelled text into characters, each with its place, strays taken out or undone."""
    found: list[Piece] = []
    at = 0
    for match in _STRAY.finditer(levelled):
        replaced = _replacement(match, found[-1].char if found and match.start() == at else "")
        if replaced is None:
            continue
        found += _each(levelled, at, match.start())
        found += [Piece(char, match.start(), match.end()) for char in replaced]
        at = match.end()
    return found + _each(levelled, at, len(levelled))


def _replacement(match: re.Match[str], before: str) -> str | None:
    """Say what a stray stands for; None when it is none after all."""
    if match["unseen"]:
        return ""
    if match["lost"]:
        return LOST
    if match["entity"]:
        meant = level(html.unescape(match["entity"].replace("amp;", "")))
        return meant if len(meant) == 1 and meant not in "\x00" else None
    letters = _LETTERS.search(match[0])
    owner = match.string[match.start() - 1] or before
    plain = unicodedata.normalize("NFD", letters[0]) if letters else ""
    sound = "".join(sign for sign in plain if "a" <= sign <= "z")
    return "" if is_reading(owner, sound, marked=sound != plain) else None


def _each(text: str, start: int, end: int) -> list[Piece]:
    return [Piece(text[at], at, at + 1) for at in range(start, end)]

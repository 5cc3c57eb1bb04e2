"""From texts as shown to texts as meant: which look damaged, and what is read in their place."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from engine.nlp.characters import level
from engine.nlp.mending.language import Language, Numbers, codes_of, load
from engine.nlp.mending.marks import LOST, has_strays, pieces
from engine.nlp.mending.repair import Line, clear_damage, repaired, suspects

LONGEST_MENDED = 2_000
_EDGE = "\x00"
_ROOM = 3


@dataclass(frozen=True, slots=True)
class Mended:
    """A text to read; its character n stood at starts[n] to ends[n] of the text shown."""

    text: str
    starts: Numbers | None = None
    ends: Numbers | None = None

    def shown(self, start: int, end: int) -> tuple[int, int]:
        """Give the place in the text shown of a piece, not empty, of the text read."""
        if self.starts is None or self.ends is None:
            return start, end
        return int(self.starts[start]), int(self.ends[end - 1])


def mend(texts: Sequence[str]) -> list[Mended]:
    """Mend the texts that look damaged; the others are given back as they are."""
    levelled = [level(text[:LONGEST_MENDED].replace(_EDGE, " ")) for text in texts]
    damaged = _damaged(levelled, _language())
    mended = [Mended(text) for text in texts]
    if damaged:
        parts = [_line(levelled[number]) for number in damaged]
        fixed = _split(repaired(_joined(parts), _language()))
        for number, line in zip(damaged, fixed, strict=True):
            mended[number] = _mended(line, texts[number])
    return mended


@cache
def _language() -> Language:
    return load()


def _damaged(levelled: Sequence[str], language: Language) -> list[int]:
    """List the texts with something between their characters or a character clearly not meant."""
    joined = _EDGE * _ROOM + "".join(part + _EDGE * _ROOM for part in levelled)
    ends = _ROOM + np.cumsum([len(part) + _ROOM for part in levelled])
    codes = codes_of(joined)
    strong, _ = suspects(codes, language)
    clear = clear_damage(codes, np.flatnonzero(strong), language)
    found = set(np.searchsorted(ends, clear, side="right").tolist())
    return [number for number, part in enumerate(levelled) if number in found or has_strays(part)]


def _line(levelled: str) -> Line:
    found = pieces(levelled)
    return Line(
        codes=codes_of("".join(piece.char for piece in found)),
        starts=np.array([piece.start for piece in found], dtype=np.int64),
        ends=np.array([piece.end for piece in found], dtype=np.int64),
    )


def _joined(lines: Sequence[Line]) -> Line:
    """Write texts one after the other with edges between them."""
    room = np.zeros(_ROOM, dtype=np.int64)
    codes, starts, ends = (
        np.concatenate([room, *(part for line in lines for part in (getattr(line, name), room))])
        for name in ("codes", "starts", "ends")
    )
    return Line(codes, starts, ends)


def _split(line: Line) -> list[Line]:
    """Undo the joining: a text has no edge of its own in it."""
    marks = np.flatnonzero(line.codes == 0)
    firsts, lasts = marks[_ROOM - 1 : -1 : _ROOM] + 1, marks[_ROOM::_ROOM]
    return [
        Line(line.codes[first:last], line.starts[first:last], line.ends[first:last])
        for first, last in zip(firsts, lasts, strict=True)
    ]


def _mended(line: Line, shown: str) -> Mended:
    line = _with_marks(line)
    text = "".join(map(chr, line.codes.tolist())) + shown[LONGEST_MENDED:]
    rest = np.arange(min(len(shown), LONGEST_MENDED), len(shown), dtype=np.int64)
    return Mended(
        text=text,
        starts=np.concatenate([line.starts, rest]),
        ends=np.concatenate([line.ends, rest + 1]),
    )


def _with_marks(line: Line) -> Line:
    """Write the question marks again that were no lost character, or one nobody can guess."""
    lost = line.codes == ord(LOST)
    if not lost.any():
        return line
    lengths = np.where(lost, line.ends - line.starts, 1)
    codes, starts, ends = (
        np.repeat(part, lengths) for part in (line.codes, line.starts, line.ends)
    )
    second = np.flatnonzero(codes[1:] == ord(LOST)) + 1
    second = second[starts[second] == starts[second - 1]]
    starts[second] += 1
    ends[second - 1] -= 1
    return Line(np.where(codes == ord(LOST), ord("?"), codes), starts, ends)

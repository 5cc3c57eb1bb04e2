"""Word pieces: a levelled text as the numbers a transformer reads, each with its place."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

SHIPPED = Path(__file__).parent / "models" / "pieces.tsv"
BEGIN, PAD, END, UNKNOWN = 0, 1, 2, 3
_SPACE = "\u2581"
# As SentencePiece does it: a sign nobody knows costs ten more than the rarest piece.
_UNKNOWN_PENALTY = 10.0

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pieced:
    """One text cut up: the pieces' numbers and where each stands, without begin and end marks."""

    ids: Numbers
    starts: Numbers
    ends: Numbers


class Pieces:
    """The vocabulary and its most likely segmentation (unigram model, Kudo 2018)."""

    def __init__(self, pieces: Sequence[tuple[str, float]]) -> None:
        """Take pieces with their log probabilities; the place in the list is the number."""
        self._scores = {
            piece: (number, score) for number, (piece, score) in enumerate(pieces) if score < 0
        }
        self._longest: dict[str, int] = {}  # of the pieces that begin with a sign
        for piece in self._scores:
            self._longest[piece[0]] = max(self._longest.get(piece[0], 0), len(piece))
        self._unknown = min(score for _, score in pieces) - _UNKNOWN_PENALTY
        self.size = len(pieces)

    def cut(self, text: str) -> Pieced:
        """Cut a text into its most likely pieces; places count from the text's first sign."""
        marked = _SPACE + text.replace(" ", _SPACE)
        numbers, froms = self._best_path(marked)
        ends = [len(marked)] if marked else []
        while ends and froms[ends[-1]] > 0:
            ends.append(froms[ends[-1]])
        ends.reverse()
        starts = [froms[end] for end in ends]
        return Pieced(
            ids=np.array([numbers[end] for end in ends], dtype=np.int64),
            starts=np.maximum(np.array(starts, dtype=np.int64) - 1, 0),
            ends=np.array(ends, dtype=np.int64) - 1,
        )

    def _best_path(self, marked: str) -> tuple[list[int], list[int]]:
        """Give for each place the last piece of the best way there, and where it began."""
        size = len(marked)
        best = [0.0] + [-np.inf] * size
        numbers, froms = [UNKNOWN] * (size + 1), [0] * (size + 1)
        known, longest = self._scores.get, self._longest.get
        for start in range(size):
            base = best[start]
            for end in range(start + 1, min(size, start + longest(marked[start], 0)) + 1):
                found = known(marked[start:end])
                if found is not None and base + found[1] > best[end]:
                    best[end], numbers[end], froms[end] = base + found[1], found[0], start
            if base + self._unknown > best[start + 1]:
                best[start + 1] = base + self._unknown
                numbers[start + 1], froms[start + 1] = UNKNOWN, start
        return numbers, froms


def load(path: Path = SHIPPED) -> Pieces:
    """Read the vocabulary: one line a piece, a tab, its log probability."""
    lines = path.read_text(encoding="utf-8").split("\n")
    pairs = (line.rsplit("\t", 1) for line in lines if line)
    return Pieces([(piece, float(score)) for piece, score in pairs])


@functools.cache
def shipped() -> Pieces:
    """Return this process's one copy of the shipped vocabulary."""
    return load()


def closed(cut: Pieced, *, most: int) -> Numbers:
    """Give the numbers a network is asked with: begin and end marks put on, at most so many."""
    return np.concatenate(([BEGIN], cut.ids[: most - 2], [END]))

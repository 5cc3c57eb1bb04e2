"""What networks that never saw a comment think of it: kept between two steps of the training."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.nlp.asking.careful import windows
from engine.nlp.asking.clauses import Numbers, split
from engine.nlp.asking.features import Matrix
from engine.nlp.mending.mend import mend

FOLDS = 5
# By window: chances of its pieces, and of the comment.
Answers = dict[bytes, tuple[Matrix, Matrix]]


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Answers by window: the network's for exactly these pieces."""

    answers: Answers

    def run(self, rows: Sequence[Numbers]) -> list[tuple[Matrix, ...]]:
        """Answer like a network; KeyError for a window that no fold read."""
        return [self.answers[row.tobytes()] for row in rows]


def windows_of(texts: Sequence[str]) -> list[Numbers]:
    """Cut texts as the careful stage does, as they came and mended; each window once."""
    mended = [one.text for one in mend(texts)]
    batch = split(list(dict.fromkeys([*texts, *mended])))
    cut = (row for comment in range(batch.size) for row in windows(batch, comment))
    return list({row.tobytes(): row for row in cut}.values())


def write(answers: Answers, path: Path) -> None:
    """Write the answers as plain arrays."""
    rows = [np.frombuffer(row, dtype=np.int64) for row in answers]
    np.savez(
        path,
        lengths=np.array([len(row) for row in rows]),
        ids=np.concatenate(rows),
        pieces=np.concatenate([by_piece for by_piece, _ in answers.values()]).astype(np.float16),
        comments=np.stack([by_comment for _, by_comment in answers.values()]),
    )


def read(path: Path) -> HeldOut:
    """Read what `write` wrote."""
    with np.load(path, allow_pickle=False) as arrays:
        ends = np.cumsum(arrays["lengths"])[:-1]
        ids = np.split(arrays["ids"].astype(np.int64), ends)
        by_piece = np.split(arrays["pieces"].astype(np.float32), ends)
        comments = list(arrays["comments"].astype(np.float32))
    return HeldOut(
        {
            row.tobytes(): (answers, comment)
            for row, answers, comment in zip(ids, by_piece, comments, strict=True)
        }
    )

"""Runs a shipped transformer: batches of piece numbers through ONNX Runtime."""

import functools
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

from engine.nlp.pieces import PAD, Numbers

Matrix = npt.NDArray[np.float32]
# Of one batch, padding included: more does not run faster and takes memory.
_MOST_PIECES = 2_048
_BY_PIECE = 3  # texts, pieces, numbers


class Network:
    """One model file; one thread, because a process a core is how workers run."""

    def __init__(self, path: Path, *, threads: int = 1) -> None:
        """Load the file; FileNotFoundError where it is missing."""
        if not path.exists():
            raise FileNotFoundError(path)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )

    def run(self, rows: Sequence[Numbers]) -> list[tuple[Matrix, ...]]:
        """Answer each row of piece numbers with the model's outputs, without padding."""
        answers: list[tuple[Matrix, ...]] = [()] * len(rows)
        for members in batches(rows):
            width = max(len(rows[member]) for member in members)
            ids = np.full((len(members), width), PAD, dtype=np.int64)
            for line, member in enumerate(members):
                ids[line, : len(rows[member])] = rows[member]
            outputs = self._session.run(None, {"ids": ids})
            for line, member in enumerate(members):
                answers[member] = tuple(
                    output[line, : len(rows[member])] if output.ndim == _BY_PIECE else output[line]
                    for output in outputs
                )
        return answers


@functools.cache
def network(path: Path) -> Network:
    """Return this process's one copy of a model, loaded at first use: never before a fork."""
    return Network(path)


def batches(rows: Sequence[Numbers], *, most: int = _MOST_PIECES) -> list[list[int]]:
    """Put rows of like length together, so that little is padded."""
    made: list[list[int]] = []
    for member in sorted(range(len(rows)), key=lambda number: len(rows[number])):
        if made and (len(made[-1]) + 1) * len(rows[member]) <= most:
            made[-1].append(member)
        else:
            made.append([member])
    return made

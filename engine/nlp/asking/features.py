"""What the model sees: hashed character n-grams and the marks of clauses and comments."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.nlp.asking.clauses import Batch, Numbers

LONGEST_GRAM = 4
LONGEST_BESIDE = 2  # of the clauses before and after
BITS = 17
_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xFF51AFD7ED558CCD)
_BOUNDARY = 1
_SHORT, _LONG, _VERY_LONG = 4, 15, 30

Matrix = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Grams:
    """The n-grams of one length: the clause each belongs to and its bucket."""

    length: int
    owners: Numbers
    buckets: Numbers


def grams(batch: Batch, *, longest: int = LONGEST_GRAM) -> Iterator[Grams]:
    """Give the n-grams of every clause; the marks beside a clause count as its edges."""
    codes = _codes(batch.joined)
    positions, owners, room = _walk(batch)
    hashes = np.zeros(len(codes), dtype=np.uint64)
    for length in range(1, longest + 1):
        following = np.zeros_like(codes)
        following[: len(codes) - length + 1] = codes[length - 1 :]
        hashes = hashes * _STEP + following
        fits = room >= length
        mixed = (hashes[positions[fits]] + np.uint64(length)) * _MIX
        buckets = (mixed ^ (mixed >> np.uint64(29))) * _STEP >> np.uint64(64 - BITS)
        yield Grams(length=length, owners=owners[fits], buckets=buckets.astype(np.int64))


def beside(batch: Batch) -> tuple[Numbers, Numbers]:
    """Give the clause before and after each clause of the same comment, or -1."""
    count = len(batch.owners)
    same = batch.owners[1:] == batch.owners[:-1]
    before = np.full(count, -1, dtype=np.int64)
    after = np.full(count, -1, dtype=np.int64)
    before[1:][same] = np.arange(count - 1)[same]
    after[:-1][same] = np.arange(1, count)[same]
    return before, after


def borrow(rows: Matrix, indices: Numbers) -> Matrix:
    """Take the rows at the indices; zeros where the index is -1."""
    padded = np.vstack([rows, np.zeros((1, rows.shape[1]), dtype=rows.dtype)])
    return padded[indices]


def clause_marks(batch: Batch, marks: Matrix) -> Matrix:
    """Put the marks of a clause beside those of its neighbours and where it stands."""
    before, after = beside(batch)
    lengths = batch.ends - batch.starts
    places = np.column_stack(
        [before < 0, after < 0, lengths <= _SHORT, lengths >= _LONG, lengths >= _VERY_LONG]
    ).astype(np.float32)
    return np.hstack([marks, borrow(marks, before), borrow(marks, after), places])


def comment_marks(batch: Batch, marks: Matrix) -> Matrix:
    """Tell for each comment which patterns stand anywhere in it."""
    found = np.zeros((batch.size, marks.shape[1]), dtype=np.float32)
    np.maximum.at(found, batch.owners, marks)
    return found


def _codes(text: str) -> npt.NDArray[np.uint64]:
    """Write every mark between clauses as one edge, but keep those that ask or call."""
    raw = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
    codes = raw.astype(np.uint64)
    edges = np.isin(raw, [ord(mark) for mark in "\x00\n ,。;~….\t"])
    codes[edges] = _BOUNDARY
    return codes


def _walk(batch: Batch) -> tuple[Numbers, Numbers, Numbers]:
    """List every position of every clause with one mark on each side, and the room after it."""
    firsts, lasts = batch.starts - 1, batch.ends + 1
    lengths = lasts - firsts
    owners = np.repeat(np.arange(len(lengths)), lengths)
    before = np.concatenate(([0], np.cumsum(lengths)))[:-1]
    positions = np.arange(int(lengths.sum())) - np.repeat(before - firsts, lengths)
    room = np.repeat(lasts, lengths) - positions
    return positions, owners, room

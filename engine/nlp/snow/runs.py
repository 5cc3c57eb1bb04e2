"""Many runs of Chinese at once: their characters, and what the tables hold for them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.nlp.snow.counts import FIRST, START, UNKNOWN, Floats, Ints
from engine.nlp.snow.tables import Tables


@dataclass(frozen=True, slots=True)
class Layout:
    """Runs, the longest first, read side by side: every first character, every second..."""

    joined: str
    starts: Ints  # of each run in joined
    order: Ints  # where in joined each place is
    edges: Ints  # the places of step i are edges[i] to edges[i + 1]


@dataclass(frozen=True, slots=True)
class Lookup:
    """What the tables hold for each place."""

    table: Floats  # the rows of all tables
    rows: Ints  # of each place
    unseen: NDArray[np.bool_]  # whether the model has never seen the character
    hits: Ints  # a place for every cell that differs from its row
    cells: Ints
    values: Floats
    hit_edges: list[int]  # the hits of step i are hit_edges[i] to hit_edges[i + 1]


def lay_out(runs: Sequence[str]) -> Layout:
    """Lay out runs of at least one character each, the longest first."""
    lengths = np.fromiter(map(len, runs), dtype=np.int64, count=len(runs))
    ends = lengths.cumsum()
    starts = ends - lengths
    steps = np.arange(ends[-1]) - starts.repeat(lengths)
    edges = np.concatenate([[0], np.bincount(steps).cumsum()])
    return Layout("".join(runs), starts, np.argsort(steps, kind="stable"), edges)


def look_up(layout: Layout, tables: Tables) -> Lookup:
    """Find the row and the cells of every place."""
    codes = np.frombuffer(layout.joined.encode("utf-32-le"), dtype="<u4").astype(np.int64)
    numbers = tables.numbers[codes - FIRST]
    second = _shifted(numbers, layout.starts)
    pairs = second * tables.size + numbers
    triples = _shifted(second, layout.starts) * tables.size**2 + pairs
    numbers, pairs, triples = (each[layout.order] for each in (numbers, pairs, triples))
    places, found = _find(tables.pairs, pairs)
    rows = np.where(found, places, len(tables.pairs) + numbers)
    places, found = _find(tables.triples, triples)
    hits, cells = _expand(np.flatnonzero(found), places[found], tables.edges)
    return Lookup(
        table=tables.rows,
        rows=rows,
        unseen=numbers == UNKNOWN,
        hits=hits,
        cells=tables.cells[cells],
        values=tables.values[cells],
        hit_edges=np.searchsorted(hits, layout.edges).tolist(),
    )


def _shifted(numbers: Ints, starts: Ints) -> Ints:
    before = np.empty_like(numbers)
    before[1:] = numbers[:-1]
    before[starts] = START
    return before


def _find(keys: Ints, wanted: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    if not len(keys):
        return np.zeros_like(wanted), np.zeros(len(wanted), dtype=np.bool_)
    places = np.searchsorted(keys, wanted).clip(max=len(keys) - 1)
    return places, keys[places] == wanted


def _expand(hits: Ints, triples: Ints, edges: Ints) -> tuple[Ints, Ints]:
    """Name each cell of each triple, beside the place that was hit."""
    firsts = edges[triples]
    counts = edges[triples + 1] - firsts
    skips = firsts - (counts.cumsum() - counts)
    return hits.repeat(counts), np.arange(counts.sum()) + skips.repeat(counts)

"""The logarithms of every probability SnowNLP's segmenter can ask for."""

from dataclasses import dataclass
from math import inf, log

import numpy as np

from engine.nlp.snow.counts import TAGS, Counts, Floats, Ints

_CELLS = TAGS * TAGS


@dataclass(frozen=True, slots=True)
class Tables:
    """Numbers stand for characters; several in a row are written as one number, base size."""

    numbers: Ints  # of each code point from FIRST to LAST
    size: int
    pairs: Ints  # the seen (number, number), sorted
    rows: Floats  # by (tag, tag): for each seen pair, then for each number after an unseen one
    triples: Ints  # the seen (number, number, number), sorted
    edges: Ints  # triple i differs from its pair's row in the cells edges[i] to edges[i + 1]
    cells: Ints  # (tag, tag, tag), base 4
    values: Floats


def make_tables(counts: Counts) -> Tables:
    """Take every logarithm once, after SnowNLP's own operations in SnowNLP's own order."""
    alone = counts.shares[0] * (counts.once / counts.total)
    keys = _join(counts.pairs, base=TAGS * counts.size)
    order = np.argsort(keys)
    after_one = _share(counts.shares[1] * counts.pair_counts, counts.once[counts.pairs[:, 0]])
    pairs, rows = _pair_tables(counts, alone, after_one)
    return Tables(
        counts.numbers,
        counts.size,
        pairs,
        rows,
        *_triple_tables(
            counts, alone, _Known(keys[order], counts.pair_counts[order], after_one[order])
        ),
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """The pairs of states, sorted; a pair never seen has count and share 0."""

    keys: Ints
    counts: Floats
    shares: Floats

    def find(self, keys: Ints) -> tuple[Floats, Floats]:
        """Give the counts and the shares of pairs."""
        if not len(self.keys):
            return np.zeros(len(keys)), np.zeros(len(keys))
        places = np.searchsorted(self.keys, keys).clip(max=len(self.keys) - 1)
        found = self.keys[places] == keys
        return np.where(found, self.counts[places], 0.0), np.where(found, self.shares[places], 0.0)


def _pair_tables(counts: Counts, alone: Floats, after_one: Floats) -> tuple[Ints, Floats]:
    numbers, tags = np.divmod(counts.pairs, TAGS)
    pairs, places = np.unique(_join(numbers, base=counts.size), return_inverse=True)
    unseen = np.tile(_logarithms(alone).reshape(-1, TAGS), TAGS)
    rows = np.concatenate([unseen[pairs % counts.size], unseen])
    rows[places, _join(tags, base=TAGS)] = _logarithms(alone[counts.pairs[:, 1]] + after_one)
    return pairs, rows


def _triple_tables(counts: Counts, alone: Floats, known: _Known) -> tuple[Ints, Ints, Ints, Floats]:
    base, last = TAGS * counts.size, counts.triples[:, 2]
    before, _ = known.find(_join(counts.triples[:, :2], base=base))
    _, after_one = known.find(_join(counts.triples[:, 1:], base=base))
    sums = alone[last] + after_one + _share(counts.shares[2] * counts.triple_counts, before)
    numbers, tags = np.divmod(counts.triples, TAGS)
    keys = _join(numbers, base=counts.size)
    order = np.argsort(keys)
    triples, edges = np.unique(keys[order], return_index=True)
    cells = _join(tags, base=TAGS)[order]
    return triples, np.append(edges, len(keys)), cells, _logarithms(sums[order])


def _join(columns: Ints, *, base: int) -> Ints:
    joined = columns[:, 0]
    for column in columns.T[1:]:
        joined = joined * base + column
    return joined


def _share(parts: Floats, wholes: Floats) -> Floats:
    """Divide; nothing out of nothing is nothing."""
    return np.divide(parts, wholes, out=np.zeros_like(parts), where=wholes != 0)


def _logarithms(values: Floats) -> Floats:
    """Take them one by one with math.log: numpy's own may differ in the last bit."""
    some = values != 0
    taken = np.full(values.shape, -inf)
    taken[some] = np.fromiter(map(log, memoryview(values[some])), dtype=np.float64)
    return taken

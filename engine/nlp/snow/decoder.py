"""The likeliest tags of many runs of Chinese at once, as SnowNLP's segmenter finds them.

Its states are pairs of tags, sixteen at most, always in the same order: by the later tag, then
by the earlier one. So a tie falls to the lowest tag, and an array can take the place of its
dictionaries. START has one tag only: the states that would need another are -inf and come after.
"""

from itertools import pairwise
from math import inf

import numpy as np
from numpy.typing import NDArray

from engine.nlp.snow.counts import TAGS, Floats
from engine.nlp.snow.runs import Layout, Lookup

Tags = NDArray[np.uint8]
_PAIRS = TAGS * TAGS
_FULL = 2  # from this step on all sixteen states are real


def decode(layout: Layout, lookup: Lookup) -> Tags:
    """Give the tag of every character of layout.joined."""
    edges = layout.edges.tolist()
    scores: Floats = np.full((TAGS, TAGS, edges[1]), -inf)
    scores[0, 0] = 0.0
    final = np.empty_like(scores)
    backs: list[Tags] = []
    for step, (start, end) in enumerate(pairwise(edges)):
        final[:, :, end - start : scores.shape[2]] = scores[:, :, end - start :]
        scores = scores[:, :, : end - start]
        sums = _sums(scores, lookup, step=step, places=slice(start, end))
        earlier = scores[TAGS - 1 if step >= _FULL else 0]
        scores, back = _best(sums)
        unseen = np.flatnonzero(lookup.unseen[start:end])
        if len(unseen):
            # SnowNLP does not choose before a character it has never seen: the last state stays.
            scores[:, :, unseen] = earlier[:, None, unseen]
            back[:, :, unseen] = TAGS - 1 if step >= _FULL else 0
        backs.append(back)
    final[:, :, : scores.shape[2]] = scores
    return _trace(layout, final, backs)


def _sums(scores: Floats, lookup: Lookup, *, step: int, places: slice) -> Floats:
    """Add to the score before each (tag, tag) the logarithm of each (tag, tag, tag)."""
    rows = np.ascontiguousarray(lookup.table[lookup.rows[places]].T).reshape(TAGS, TAGS, -1)
    sums = np.empty((TAGS, TAGS, TAGS, scores.shape[2]))
    np.add(scores[:, :, None], rows, out=sums)
    hits = slice(lookup.hit_edges[step], lookup.hit_edges[step + 1])
    cells, runs = lookup.cells[hits], lookup.hits[hits] - places.start
    before = scores.reshape(_PAIRS, -1)[cells // TAGS, runs]
    sums.reshape(_PAIRS * TAGS, -1)[cells, runs] = before + lookup.values[hits]
    return sums


def _best(sums: Floats) -> tuple[Floats, Tags]:
    """Choose the earliest tag: the lowest of the best ones."""
    best, back = sums[0], np.zeros(sums.shape[1:], dtype=np.uint8)
    for tag in range(1, TAGS):
        better = sums[tag] > best
        best = np.maximum(best, sums[tag])
        np.maximum(back, better.view(np.uint8) * np.uint8(tag), out=back)
    return best, back


def _trace(layout: Layout, final: Floats, backs: list[Tags]) -> Tags:
    """Follow the choices from the last character of each run back to its first."""
    later, earlier = np.divmod(final.swapaxes(0, 1).reshape(_PAIRS, -1).argmax(axis=0), TAGS)
    tags = np.empty(len(layout.order), dtype=np.uint8)
    edges = layout.edges.tolist()
    for (start, end), back in zip(reversed(list(pairwise(edges))), reversed(backs), strict=True):
        width = end - start
        tags[layout.order[start:end]] = later[:width]
        before = back[earlier[:width], later[:width], np.arange(width)]
        later[:width], earlier[:width] = earlier[:width].copy(), before
    return tags

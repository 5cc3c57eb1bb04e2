"""Words of texts: runs of Chinese are cut by their tags, all else at blanks."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np

from engine.nlp.snow.counts import TAG_NAMES
from engine.nlp.snow.decoder import decode
from engine.nlp.snow.runs import lay_out, look_up
from engine.nlp.snow.tables import Tables

_RUN = re.compile("([\u4e00-\u9fa5]+)")
_AT_ONCE = 2_000  # runs: little to hold, enough for numpy
_BEGINS, _ENDS, _ALONE = (TAG_NAMES.index(name) for name in "bes")


def cut(texts: Iterable[str], tables: Tables) -> list[list[str]]:
    """Give the words of each text."""
    pieces = [_RUN.split(text) for text in texts]
    # Sorted by length, so that few runs of a batch wait for longer ones.
    runs = sorted({run for each in pieces for run in each[1::2]}, key=len, reverse=True)
    words: dict[str, list[str]] = {}
    for first in range(0, len(runs), _AT_ONCE):
        batch = runs[first : first + _AT_ONCE]
        words.update(zip(batch, _cut_runs(batch, tables), strict=True))
    return [_collect(each, words) for each in pieces]


def _cut_runs(runs: Sequence[str], tables: Tables) -> list[list[str]]:
    layout = lay_out(runs)
    tags = decode(layout, look_up(layout, tables))
    opens = (tags == _BEGINS) | (tags == _ALONE)
    opens[1:] |= tags[:-1] == _ENDS
    opens[layout.starts] = True
    edges = [*np.flatnonzero(opens).tolist(), len(tags)]
    words = [layout.joined[start:end] for start, end in pairwise(edges)]
    firsts = [*(opens.cumsum()[layout.starts] - 1).tolist(), len(words)]
    return [words[first:last] for first, last in pairwise(firsts)]


def _collect(pieces: Sequence[str], words: Mapping[str, Sequence[str]]) -> list[str]:
    """Put the words of a text in order; every second piece is a run of Chinese."""
    collected = pieces[0].split()
    for run, other in zip(pieces[1::2], pieces[2::2], strict=True):
        collected += words[run]
        collected += other.split()
    return collected

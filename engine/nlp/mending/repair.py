"""Finds characters that do not fit their neighbours and writes what was meant, where that is clear.

A noisy channel (Kernighan, Church and Gale 1990): a guess must be likelier among its neighbours
than what stands there, by more than its kind of damage is rare.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from engine.nlp.mending.candidates import glyphs, guesses
from engine.nlp.mending.language import (
    EDGE,
    KNOWN,
    RARE,
    Chances,
    Language,
    Numbers,
    fit,
    levels,
    numbered,
    pair_keys,
)
from engine.nlp.mending.marks import LOST

ROUNDS = 3
_ROOM = 3  # edges around each text, so that a window never reaches its neighbour
_COMMON = 2200
_BY_SWAP, _BY_DOUBLE = 8.0, 6.0
_ODD = -2.5
_LEAST_EXPECTED = -1.5  # ln of how often chance alone would have put two characters together
_SUBSTITUTE, _SWAP, _DROP = range(3)
_LOST = ord(LOST)

Truths = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Line:
    """Texts one after the other as code points, and where each character came from."""

    codes: Numbers
    starts: Numbers
    ends: Numbers


@dataclass(frozen=True, slots=True)
class _Changes:
    """What to do at each place (of the line), and how many nats it gains."""

    places: Numbers
    kinds: Numbers
    codes: Numbers
    gains: Chances


def suspects(codes: Numbers, language: Language) -> tuple[Truths, Truths]:
    """Say which characters are doubtful for both neighbours or rare, and which for either."""
    ids = numbered(codes, language.ids)
    pairs = levels(language, pair_keys(ids[:-1], ids[1:]))
    expected = language.single[ids[:-1]] + language.single[ids[1:]] - np.float32(language.total)
    unseen = (pairs < 0) & (expected > _LEAST_EXPECTED)
    odd = (pairs < 0) | (pairs - np.maximum(expected, 0.0) < _ODD)
    known = np.where(codes < len(_glyph_table()), codes, 0)
    strange = _glyph_table()[known] & ((ids < RARE) | (ids > KNOWN + _COMMON))
    strange |= (ids == RARE) | (codes == _LOST)
    read = ids >= RARE
    strong, weak = strange.copy(), strange.copy()
    edge = ids == EDGE
    left, right = unseen[:-1], unseen[1:]
    strong[1:-1] |= read[1:-1] & ((left | edge[:-2]) & (right | edge[2:]) & (left | right))
    weak[1:] |= odd & read[1:]
    weak[:-1] |= odd & read[:-1]
    return strong, weak


def repaired(line: Line, language: Language) -> Line:
    """Change what gains most, then look again beside the changes: mended neighbours help."""
    _, weak = suspects(line.codes, language)
    for _ in range(ROUNDS):
        changes = _wanted(line, np.flatnonzero(weak), language)
        if not len(changes.places):
            return line
        line, near = _changed(line, changes)
        _, weak = suspects(line.codes, language)
        weak &= near
    return line


def clear_damage(codes: Numbers, places: Numbers, language: Language) -> Numbers:
    """Give those of the doubtful places where another character is clearly meant."""
    line = Line(codes, codes, codes)
    changes = _substitutions(line, places, language)
    return changes.places[changes.gains > 0]


def _wanted(line: Line, places: Numbers, language: Language) -> _Changes:
    kinds = (_substitutions, _swaps, _drops)
    return _best([kind(line, places, language) for kind in kinds], len(line.codes))


@cache
def _glyph_table() -> Truths:
    table = np.zeros(1 << 16, dtype=bool)
    table[[ord(glyph) for glyph in glyphs() if ord(glyph) < len(table)]] = True
    return table


def _window(ids: Numbers, places: Numbers) -> tuple[Numbers, ...]:
    return tuple(ids[places + step] for step in range(-2, 3))


def _substitutions(line: Line, places: Numbers, language: Language) -> _Changes:
    ids = numbered(line.codes, language.ids)
    found = [guesses(chr(code), language.characters) for code in line.codes[places].tolist()]
    if not found:
        return _none()
    counts = np.array([len(numbers) for numbers, _ in found], dtype=np.int64)
    owners = np.repeat(np.arange(len(places)), counts)
    numbers = np.concatenate([numbers for numbers, _ in found])
    costs = np.concatenate([costs for _, costs in found])
    seen = _seen_beside(line.codes, places[owners], numbers, language)
    owners, numbers, costs = owners[seen], numbers[seen], costs[seen]
    if not len(owners):
        return _none()
    window = _window(ids, places)
    stands = fit(language, window)
    wide = [part[owners] for part in window]
    gains = fit(language, (*wide[:2], numbers, *wide[3:])) - costs - stands[owners]
    order = np.lexsort((-gains, owners))
    _, firsts = np.unique(owners[order], return_index=True)
    best = order[firsts]
    kinds = np.full(len(best), _SUBSTITUTE)
    return _Changes(places[owners[best]], kinds, _codes(numbers[best], language), gains[best])


def _seen_beside(codes: Numbers, places: Numbers, numbers: Numbers, language: Language) -> Truths:
    """Say which guesses are known beside a neighbour, beside both where nothing else is known."""
    ids = numbered(codes, language.ids)
    before = levels(language, pair_keys(ids[places - 1], numbers)) >= 0
    after = levels(language, pair_keys(numbers, ids[places + 1])) >= 0
    return np.asarray(np.where(codes[places] == _LOST, before & after, before | after))


def _swaps(line: Line, places: Numbers, language: Language) -> _Changes:
    ids = numbered(line.codes, language.ids)
    places = places[(ids[places] >= RARE) & (ids[places + 1] >= RARE)]
    if not len(places):
        return _none()
    before, first, second, after = (
        (ids[places - 2], ids[places - 1]),
        ids[places],
        ids[places + 1],
        (ids[places + 2], ids[places + 3]),
    )
    gains = fit(language, (*before, second, first, *after))
    gains = gains - fit(language, (*before, first, second, *after)) - np.float32(_BY_SWAP)
    return _Changes(places, np.full(len(places), _SWAP), line.codes[places], gains)


def _drops(line: Line, places: Numbers, language: Language) -> _Changes:
    """Take out a character that was typed twice."""
    ids = numbered(line.codes, language.ids)
    places = places[line.codes[places] == line.codes[places - 1]]
    if not len(places):
        return _none()
    window = _window(ids, places)
    stands = fit(language, window)
    without = fit(language, (*window[:2], *window[3:]))
    gains = without - stands - np.float32(_BY_DOUBLE)
    return _Changes(places, np.full(len(places), _DROP), line.codes[places], gains)


def _best(all_changes: Sequence[_Changes], length: int) -> _Changes:
    """Keep what gains most among changes that stand too near each other to be judged together."""
    places = np.concatenate([changes.places for changes in all_changes])
    kinds = np.concatenate([changes.kinds for changes in all_changes])
    codes = np.concatenate([changes.codes for changes in all_changes])
    gains = np.concatenate([changes.gains for changes in all_changes])
    kept = np.flatnonzero(gains > 0)
    order = kept[np.argsort(-gains[kept], kind="stable")]
    taken = np.zeros(length, dtype=bool)
    chosen = []
    for number in order.tolist():
        place = int(places[number])
        if not taken[place]:
            taken[place - 2 : place + 4] = True
            chosen.append(number)
    return _Changes(places[chosen], kinds[chosen], codes[chosen], gains[chosen])


def _changed(line: Line, changes: _Changes) -> tuple[Line, Truths]:
    """Make the changes, and say which characters stand near one."""
    codes, ends = line.codes.copy(), line.ends.copy()
    written = changes.kinds == _SUBSTITUTE
    codes[changes.places[written]] = changes.codes[written]
    swapped = changes.places[changes.kinds == _SWAP]
    codes[swapped], codes[swapped + 1] = codes[swapped + 1].copy(), codes[swapped].copy()
    dropped = changes.places[changes.kinds == _DROP]
    ends[dropped - 1] = ends[dropped]
    near = np.zeros(len(codes), dtype=bool)
    for step in range(-2, 3):
        near[changes.places + step] = True
    kept = [np.delete(row, dropped) for row in (codes, line.starts, ends)]
    return Line(*kept), np.delete(near, dropped)


def _codes(numbers: Numbers, language: Language) -> Numbers:
    characters = language.characters
    return np.array([ord(characters[number - KNOWN]) for number in numbers], dtype=np.int64)


def _none() -> _Changes:
    empty = np.zeros(0, dtype=np.int64)
    return _Changes(empty, empty, empty, np.zeros(0, dtype=np.float32))

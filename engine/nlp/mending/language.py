"""How likely Chinese characters follow each other: counts of pairs and triples, hashed."""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

SHIPPED = Path(__file__).parents[1] / "models" / "mending.npz"
EDGE, DIGIT, LATIN, RARE = range(4)  # of every other character, its class
KNOWN = 4
BITS = 22
STEPS = 8.0  # levels a nat
_CHECK = np.uint64(0xFF)
_SHIFT = np.uint64(64 - BITS)
_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xFF51AFD7ED558CCD)
_WIDTH = np.uint64(12)
_PAIR = np.uint64(1 << 40)
_BACK_OFF = np.float32(-0.9)  # Brants et al. 2007, Large Language Models in Machine Translation
_LAST_CODE = 0xFFFF

Numbers = npt.NDArray[np.int64]
Chances = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Language:
    """Counts of a large stream: logarithms of single characters, levels of pairs and triples."""

    characters: str
    ids: Numbers  # of each code point, up to the last of the basic plane
    single: Chances  # ln of the count of each id
    total: float  # ln of the count of all
    table: npt.NDArray[np.uint16]  # check and level in each slot


def load(path: Path = SHIPPED) -> Language:
    """Read the shipped counts."""
    with np.load(path, allow_pickle=False) as arrays:
        characters = str(arrays["characters"])
        single = arrays["single"].astype(np.float32)
        slots = np.cumsum(arrays["gaps"].astype(np.int64))
        table = np.zeros(1 << BITS, dtype=np.uint16)
        table[slots] = arrays["checks"].astype(np.uint16) << 8 | arrays["levels"]
    total = float(np.log(np.exp(single.astype(np.float64)).sum()))
    return Language(characters, number_table(characters), single, total, table)


def number_table(characters: str) -> Numbers:
    """Number the code points: edges, digits, letters and rare characters share a number each."""
    ids = np.zeros(_LAST_CODE + 1, dtype=np.int64)
    ids[ord("0") : ord("9") + 1] = DIGIT
    ids[ord("a") : ord("z") + 1] = LATIN
    ids[0x3400:0xA000] = RARE
    ids[[ord(char) for char in characters]] = np.arange(KNOWN, KNOWN + len(characters))
    return ids


def codes_of(text: str) -> Numbers:
    """Give the code points of a text."""
    raw = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
    return raw.astype(np.int64)


def numbered(codes: Numbers, ids: Numbers) -> Numbers:
    """Give the number of each code point; those outside the basic plane are edges."""
    return ids[np.where(codes <= _LAST_CODE, codes, 0)]


def pair_keys(first: Numbers, second: Numbers) -> npt.NDArray[np.uint64]:
    """Give the keys under which pairs are kept."""
    return (first.astype(np.uint64) << _WIDTH) + second.astype(np.uint64) + _PAIR


def triple_keys(first: Numbers, second: Numbers, third: Numbers) -> npt.NDArray[np.uint64]:
    """Give the keys under which triples are kept."""
    pairs = (first.astype(np.uint64) << _WIDTH) + second.astype(np.uint64)
    return (pairs << _WIDTH) + third.astype(np.uint64)


def places_of(keys: npt.NDArray[np.uint64]) -> tuple[Numbers, npt.NDArray[np.uint16]]:
    """Give the slot and the check byte of each key."""
    mixed = keys * _MIX
    mixed = (mixed ^ (mixed >> np.uint64(29))) * _STEP
    return (mixed >> _SHIFT).astype(np.int64), (mixed & _CHECK).astype(np.uint16)


def levels(language: Language, keys: npt.NDArray[np.uint64]) -> Chances:
    """Give ln of the count of each key, or -1 for keys never counted."""
    slots, checks = places_of(keys)
    found = language.table[slots]
    known = (found >> 8 == checks) & (found & 0xFF > 0)
    return np.where(known, ((found & 0xFF) - 1) / np.float32(STEPS), np.float32(-1.0))


def fit(language: Language, window: tuple[Numbers, ...]) -> Chances:
    """Give the ln chance of the third, fourth and fifth characters, each after the two before."""
    pairs = [levels(language, pair_keys(left, right)) for left, right in pairwise(window)]
    total = np.zeros(1, dtype=np.float32)
    for at in range(2, len(window)):
        triple = levels(language, triple_keys(*window[at - 2 : at + 1]))
        single = language.single[window[at]]
        before = language.single[window[at - 1]]
        alone = single - np.float32(language.total) + 2 * _BACK_OFF
        beside = np.where(pairs[at - 1] >= 0, pairs[at - 1] - before + _BACK_OFF, alone)
        seen = (triple >= 0) & (pairs[at - 2] >= 0)
        total = total + np.where(seen, triple - pairs[at - 2], beside)
    return np.asarray(total, dtype=np.float32)

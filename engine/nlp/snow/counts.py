"""What SnowNLP's segmenter counted, as arrays of numbers."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.nlp.snow.files import unmarshal, without_collection

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
_State = tuple[str, str]

TAG_NAMES = ("b", "m", "e", "s")
TAGS = len(TAG_NAMES)
FIRST, LAST = 0x4E00, 0x9FA5
START, UNKNOWN = 0, 1
_START_STATE = ("", "BOS")


@dataclass(frozen=True, slots=True)
class Counts:
    """Characters go by number: START, UNKNOWN, the seen ones; a state is 4 x number + tag."""

    numbers: Ints  # of each code point from FIRST to LAST
    size: int  # how many numbers there are
    shares: tuple[float, float, float]  # what one, two and three states in a row weigh
    total: float
    once: Floats  # by state
    pairs: Ints  # (rows, 2) states
    pair_counts: Floats
    triples: Ints  # (rows, 3) states
    triple_counts: Floats


def read_counts(path: Path) -> Counts:
    """Read a segmenter that SnowNLP saved."""
    with without_collection():
        return _read_model(unmarshal(path))


def _read_model(model: Mapping[str, Any]) -> Counts:
    single = model["uni"]["d"]
    known = _known(single)
    numbers = np.full(LAST - FIRST + 1, UNKNOWN)
    numbers[[ord(char) - FIRST for char in known]] = range(UNKNOWN + 1, UNKNOWN + 1 + len(known))
    size = UNKNOWN + 1 + len(known)
    state = _states(known)
    states, counts = _rows(((key,) for key in single), single.values(), state=state, length=1)
    once = np.zeros(TAGS * size)
    once[states[:, 0]] = counts
    return Counts(
        numbers,
        size,
        (model["l1"], model["l2"], model["l3"]),
        model["uni"]["total"],
        once,
        *_rows(model["bi"]["d"], model["bi"]["d"].values(), state=state, length=2),
        *_rows(model["tri"]["d"], model["tri"]["d"].values(), state=state, length=3),
    )


def _known(single: Mapping[_State, int]) -> list[str]:
    """List the characters a run of Chinese can hold and the model has seen."""
    found = {char for (char, tag), count in single.items() if tag in TAG_NAMES and count}
    return sorted(char for char in found if len(char) == 1 and FIRST <= ord(char) <= LAST)


def _states(known: Iterable[str]) -> Callable[[_State], int]:
    """Number every state; what no run of Chinese can hold is -1."""
    states: dict[_State, int] = defaultdict(lambda: -1, {_START_STATE: TAGS * START})
    for number, char in enumerate(known, UNKNOWN + 1):
        states |= {(char, name): TAGS * number + tag for tag, name in enumerate(TAG_NAMES)}
    return states.__getitem__


def _rows(
    keys: Iterable[tuple[_State, ...]],
    counts: Iterable[int],
    *,
    state: Callable[[_State], int],
    length: int,
) -> tuple[Ints, Floats]:
    flat = np.fromiter(map(state, chain.from_iterable(keys)), dtype=np.int64)
    rows = flat.reshape(-1, length)
    kept = rows.min(axis=1, initial=0) >= 0
    return rows[kept], np.fromiter(counts, dtype=np.float64)[kept]

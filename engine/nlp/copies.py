"""Wordings: which texts say the same in nearly the same words, as copies with small edits do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz.distance import Levenshtein

from engine.nlp.normalise import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

# What carries no wish at the ends, and the counters and ids that copies end with.
_ENDING = re.compile("[0-9a-z啊呀吧呢吗嘛哦噢喔哈呵嘿嘻呜哇啦咯喽了哒捏呐耶诶欸哎唉]+$")
_BEGINNING = re.compile("^[啊哈呵嘿哎唉呜哇喂嗯哦噢诶欸]+")
_SHORTEST = 4
_SHORT, _MIDDLE, _LONG = 8, 12, 30
_WORDS = 4
_BITS = 64 * _WORDS


def key_of(text: str) -> str:
    """Fold a text to what its copies share: no particles at the ends, no digits at the tail."""
    folded = fold(text)
    bare = _BEGINNING.sub("", _ENDING.sub("", folded))
    return (bare if len(bare) >= _SHORTEST else folded) or text


def most_edits(length: int) -> int:
    """How many edits away a key of so many characters may be to be near.

    Two copies of a text with n edits each are 2n apart, so a third of the characters lets a
    sixth of them be edited. Short wishes are much alike when different fans write them, hence
    less for them; long ones are told apart by few.
    """
    if length < _SHORT:
        return length // 5
    if length < _MIDDLE:
        return length // 4
    if length < _LONG:
        return length // 3
    return _LONG // 3 + (length - _LONG) // 12


def near(one: str, other: str) -> bool:
    """Whether a small edit makes one key the other; short ones must be all but equal."""
    most = most_edits(min(len(one), len(other)))
    return Levenshtein.distance(one, other, score_cutoff=most) <= most


def group_wordings(texts: Sequence[str]) -> list[int]:
    """Answer for each text which one leads its wording: the place of the earliest it is near to.

    Texts come in an order of their own, such as when they were posted. A text near to no leader
    leads itself; later texts change nothing for earlier ones, and two leaders never become one.
    """
    keys = [key_of(text) for text in texts]
    places: dict[str, int] = {}
    for place, key in enumerate(keys):
        places.setdefault(key, place)
    if len(places) == 1:
        return [0] * len(keys)
    led = dict(zip(places, _leaders(list(places)), strict=True))
    return [places[led[key]] for key in keys]


def _leaders(keys: Sequence[str]) -> Iterator[str]:
    """The leader of each of these different keys."""
    signs, found = _signs(keys), _Leaders(len(keys))
    for key, sign in zip(keys, signs, strict=True):
        leader = found.near(key, sign)
        if leader is None:
            found.add(key, sign)
        yield leader or key


class _Leaders:
    """Leaders with a sign of each: one bit for each pair of neighbouring characters, by hash.

    An edit changes two pairs at most, so what is n edits away lacks 2n bits at most; this never
    loses a near key and leaves few others to compare.
    """

    def __init__(self, room: int) -> None:
        self._keys: list[str] = []
        self._lengths = np.zeros(room, dtype=np.int32)
        self._signs = np.zeros((_WORDS, room), dtype=np.uint64)

    def add(self, key: str, sign: NDArray[np.uint64]) -> None:
        """Let a key lead."""
        place = len(self._keys)
        self._keys.append(key)
        self._lengths[place] = len(key)
        self._signs[:, place] = sign

    def near(self, key: str, sign: NDArray[np.uint64]) -> str | None:
        """The earliest leader that a key is near to."""
        most, held = most_edits(len(key)), len(self._keys)
        if not most or not held:
            return None
        lacking = np.bitwise_count(sign[:, None] & ~self._signs[:, :held])
        few = lacking[0] + lacking[1] + lacking[2] + lacking[3] <= 2 * most
        few &= np.abs(self._lengths[:held] - len(key)) <= most
        found = (self._keys[place] for place in np.flatnonzero(few))
        return next((leader for leader in found if near(leader, key)), None)


def _signs(keys: Sequence[str]) -> NDArray[np.uint64]:
    """The sign of each key, a row of words."""
    codes = np.frombuffer("".join(keys).encode("utf-32-le", "ignore"), dtype=np.uint32)
    owner = np.repeat(np.arange(len(keys)), [len(key) for key in keys])
    pairs = codes[:-1] * np.uint32(0x9E3779B1) ^ codes[1:] * np.uint32(0x85EBCA77)
    inside = owner[:-1] == owner[1:]
    bits = np.zeros((len(keys), _BITS), dtype=bool)
    bits[owner[:-1][inside], (pairs[inside] >> np.uint32(24)) % _BITS] = True
    return np.packbits(bits, axis=1).view(np.uint64)

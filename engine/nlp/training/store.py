"""Writes the weights as the small file that ships with the project."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from engine.nlp.asking.careful import CarefulWeights, names
from engine.nlp.asking.scorer import Weights

# Below this a bucket's weight moves no decision, and a file of zeros packs well.
_NEGLIGIBLE = 0.004
_NAMES = tuple(name for name in Weights.__slots__ if name != "version")
_BEGINNING = (1980, 1, 1, 0, 0, 0)


def save(weights: Weights, path: Path) -> None:
    """Write the file."""
    path.write_bytes(pack(weights))


def pack(weights: Weights) -> bytes:
    """Give the same bytes for the same weights."""
    arrays = {name: getattr(weights, name).astype(np.float16) for name in _NAMES}
    for array in arrays.values():
        array[np.abs(array) < _NEGLIGIBLE] = 0
    return _pack(arrays)


def save_careful(weights: CarefulWeights, path: Path) -> None:
    """Write what is learnt on top of the network."""
    path.write_bytes(_pack({name: getattr(weights, name) for name in names()}))


def _pack(arrays: Mapping[str, np.ndarray]) -> bytes:
    """Write arrays without dates, in their order."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.save(buffer, array, allow_pickle=False)
            archive.writestr(
                zipfile.ZipInfo(f"{name}.npy", _BEGINNING),
                buffer.getvalue(),
                zipfile.ZIP_DEFLATED,
                9,
            )
    return packed.getvalue()

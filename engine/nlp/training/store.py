"""Writes the weights as the small file that ships with the project."""

import io
import zipfile
from pathlib import Path

import numpy as np

from engine.nlp.asking.scorer import Weights

# Below this a bucket's weight moves no decision, and a file of zeros packs well.
_NEGLIGIBLE = 0.004
_NAMES = tuple(name for name in Weights.__slots__ if name != "version")
_BEGINNING = (1980, 1, 1, 0, 0, 0)


def save(weights: Weights, path: Path) -> None:
    """Write the file."""
    path.write_bytes(pack(weights))


def pack(weights: Weights) -> bytes:
    """Give the same bytes for the same weights: no dates, a fixed order."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in _NAMES:
            array = getattr(weights, name).astype(np.float16)
            array[np.abs(array) < _NEGLIGIBLE] = 0
            buffer = io.BytesIO()
            np.save(buffer, array, allow_pickle=False)
            archive.writestr(
                zipfile.ZipInfo(f"{name}.npy", _BEGINNING),
                buffer.getvalue(),
                zipfile.ZIP_DEFLATED,
                9,
            )
    return packed.getvalue()

"""The centroids a grouper holds: a growing matrix, searched exactly, a block of wishes at once."""

import numpy as np

from engine.nlp.encoder import Vectors, unit_rows

_FIRST_ROWS = 64


class Centroids:
    """Rows are added and replaced one by one; `face` compares a block of vectors with all rows.

    One matrix product for a block is many times quicker than one product for each vector; a row
    that changes while the block is worked off is compared anew, so nothing is ever stale.
    """

    def __init__(self, *, dimensions: int) -> None:
        """Start empty, for vectors of one length."""
        self._count = 0
        self._rows = np.zeros((_FIRST_ROWS, dimensions), dtype=np.float32)
        self._block = np.zeros((0, dimensions), dtype=np.float32)
        self._cosines = np.zeros((0, _FIRST_ROWS), dtype=np.float32)

    def face(self, block: Vectors) -> None:
        """Compare a block of unit vectors with every row."""
        self._block = block
        self._cosines = block @ self._rows.T

    def nearest(self, position: int, *, count: int) -> list[int]:
        """Return the rows nearest to one vector of the block, in order of arrival.

        Of rows equally near the older are taken, as the database does: never any.
        """
        if count >= self._count:
            return list(range(self._count))
        cosines = self._cosines[position, : self._count]
        last = np.partition(cosines, -count)[-count]
        nearer = np.flatnonzero(cosines > last)
        equal = np.flatnonzero(cosines == last)[: count - len(nearer)]
        found: list[int] = np.sort(np.concatenate([nearer, equal])).tolist()
        return found

    def add(self, centroid_sum: Vectors) -> None:
        """Add a row; the matrices double when full, so that adding stays cheap."""
        if self._count == len(self._rows):
            self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
            self._cosines = np.concatenate([self._cosines, np.zeros_like(self._cosines)], axis=1)
        self._count += 1
        self.replace(self._count - 1, centroid_sum)

    def replace(self, row: int, centroid_sum: Vectors) -> None:
        """Set a row, whatever the length of the sum."""
        self._rows[row] = unit_rows(centroid_sum)
        self._cosines[:, row] = self._block @ self._rows[row]

"""What people said of pairs of wishes: the same or not; grouping obeys, it never weighs."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations


class ContradictionError(ValueError):
    """Two verdicts that cannot both hold; `one` and `other` are the keys that show it."""

    def __init__(self, one: str, other: str) -> None:
        """Name a pair that would have to be both the same and not the same."""
        super().__init__(f"{one} and {other} would be the same wish and not the same")
        self.one = one
        self.other = other


class Verdicts:
    """Must-link and cannot-link between wishes by key, closed over "the same as the same".

    Constrained grouping after Wagstaff et al., "Constrained k-means clustering with background
    knowledge" (2001): a pair judged the same is always together, a pair judged different never.
    """

    def __init__(
        self,
        *,
        same: Iterable[tuple[str, str]] = (),
        different: Iterable[tuple[str, str]] = (),
    ) -> None:
        """Close the pairs; raises ContradictionError where they cannot all hold."""
        self.same = tuple(same)
        self.different = tuple(different)
        self._circle: dict[str, frozenset[str]] = {}
        for one, other in self.same:
            self._unite(one, other)
        self._apart: dict[str, set[str]] = defaultdict(set)
        for one, other in self.different:
            if other in self.circle(one):
                raise ContradictionError(one, other)
            self._apart[one].add(other)
            self._apart[other].add(one)

    def __bool__(self) -> bool:
        return bool(self._circle or self._apart)

    def names(self, key: str) -> bool:
        """Tell whether any verdict speaks of this wish."""
        return key in self._circle or key in self._apart

    @property
    def keys(self) -> frozenset[str]:
        """Return every wish that any verdict speaks of."""
        return frozenset(self._circle) | frozenset(self._apart)

    def circle(self, key: str) -> frozenset[str]:
        """Return every wish that must be with this one, itself included."""
        return self._circle.get(key, frozenset({key}))

    def rivals(self, key: str) -> frozenset[str]:
        """Return every wish that must never be with this one."""
        return frozenset(
            far
            for member in self.circle(key)
            for rival in self._apart.get(member, ())
            for far in self.circle(rival)
        )

    def broken(self, together: Iterable[str]) -> list[tuple[str, str]]:
        """Return the pairs of one cluster that a verdict holds apart."""
        pairs = combinations(sorted(together), 2)
        return [(one, other) for one, other in pairs if other in self.rivals(one)]

    def _unite(self, one: str, other: str) -> None:
        united = self.circle(one) | self.circle(other)
        for member in united:
            self._circle[member] = united


NONE = Verdicts()

"""What a file format is: the keys that betray it and the function that reads its records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from feedback.intake import CommentData
    from feedback.sources.rows import Context

CSV = "csv"
JSON = "json"
ANY = frozenset({CSV, JSON})


class Build(Protocol):
    """Turns one record into a comment, or raises BadRecord."""

    def __call__(self, record: Mapping[str, object], *, line: int, context: Context) -> CommentData:
        """Read one record that begins on this line of the file."""


@dataclass(frozen=True, slots=True)
class SourceFormat:
    """A shape of file; without `build` it is known, but holds posts instead of comments."""

    name: str
    needs: frozenset[str]
    build: Build | None = None
    lacks: frozenset[str] = frozenset()
    one_of: frozenset[str] = frozenset()
    containers: frozenset[str] = ANY
    shown: tuple[str, ...] = ("comment_id", "content")

    def fits(self, keys: Collection[str], *, container: str) -> bool:
        """Tell by the keys, never by the file's name."""
        present = set(keys)
        return (
            container in self.containers
            and self.needs <= present
            and not self.lacks & present
            and (not self.one_of or bool(self.one_of & present))
        )

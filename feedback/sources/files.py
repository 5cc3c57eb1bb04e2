"""From a file's path to its comments: recognise the format, then read row by row."""

from __future__ import annotations

from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from feedback.intake import Refusal
from feedback.sources import catalogue, titles
from feedback.sources.containers import Container, open_file
from feedback.sources.errors import BadRecord, EmptyFile, NotComments, UnknownFormat
from feedback.sources.formats import CSV
from feedback.sources.ids import is_ruined
from feedback.sources.rows import Context, Row, refuse, shown_keys

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from feedback.intake import CommentData
    from feedback.sources.formats import SourceFormat

_LOOKED_AT = 50


class ParsedFile:
    """A recognised file; iterating reads it, row by row, from its beginning."""

    def __init__(self, path: Path, source_format: SourceFormat, *, context: Context) -> None:
        self.path = path
        self.format_name = source_format.name
        self.notes: list[str] = []
        self.size = path.stat().st_size
        self.position = 0
        self._format = source_format
        self._context = context

    def __iter__(self) -> Iterator[CommentData | Refusal]:
        with open_file(self.path) as file:
            container = Container(file)
            for row in container:
                self.position = file.tell()
                yield row if isinstance(row, Refusal) else self._comment(row)
            self.notes = container.lines.notes()

    def _comment(self, row: Row) -> CommentData | Refusal:
        build = self._format.build
        if build is None:
            raise NotComments(self._format.name)
        try:
            return build(row.values, line=row.line, context=self._context)
        except BadRecord as error:
            return refuse(row.line, error.code, excerpt=self._excerpt(row), field=error.field)

    def _excerpt(self, row: Row) -> str:
        parts = (row.values.get(key) for key in self._format.shown)
        return " ".join(str(part)[:200] for part in parts if isinstance(part, str | int))


def recognise(path: str | Path) -> SourceFormat:
    """Tell a file's format by its keys, or raise UnknownFormat with the keys seen."""
    with open_file(Path(path)) as file:
        found, keys = _look(Container(file))
    if found is None:
        raise UnknownFormat(shown_keys(keys))
    if found.build is None:
        raise NotComments(found.name)
    return found


def read_file(
    path: str | Path,
    *,
    source_format: str | None = None,
    account: str | None = None,
    collected_at: datetime | None = None,
) -> ParsedFile:
    """Open a file of comments in the format given, or else in the one recognised."""
    path = Path(path)
    if source_format is None:
        known = recognise(path)
    else:
        known = catalogue.format_named(source_format)
        _check_named(path, known)
    context = Context(account, collected_at, titles.titles_beside(path, known))
    return ParsedFile(path, known, context=context)


def _look(container: Container) -> tuple[SourceFormat | None, list[str]]:
    """Compare the first rows with every format; also return the first keys seen."""
    rows = iter(container)
    if container.kind == CSV:
        found = catalogue.format_of(container.header, container=CSV)
        if found is None and _has_ruined_ids(islice(rows, _LOOKED_AT)):
            raise UnknownFormat(shown_keys(container.header), code="file_ruined")
        return found, container.header
    seen: list[str] = []
    first = next(rows, None)
    if first is None:
        raise EmptyFile
    for row in chain([first], islice(rows, _LOOKED_AT)):
        if isinstance(row, Row):
            found = catalogue.format_of(row.values.keys(), container=container.kind)
            if found is not None:
                return found, []
            seen = seen or list(row.values)
    return _look_at_whole(container) if not seen else (None, seen)


def _look_at_whole(container: Container) -> tuple[SourceFormat | None, list[str]]:
    """Try a file without one good line as a single JSON object over many lines."""
    try:
        keys = list(container.single_object())
    except BadRecord:
        return None, []
    return catalogue.format_of(keys, container=container.kind), keys


def _has_ruined_ids(rows: Iterator[Row | Refusal]) -> bool:
    return any(
        isinstance(value, str) and is_ruined(value.strip())
        for row in rows
        if isinstance(row, Row)
        for key, value in row.values.items()
        if key.lower().endswith("id")
    )


def _check_named(path: Path, known: SourceFormat) -> None:
    """Refuse a file that cannot be of the named format, before each row is refused for it."""
    with open_file(path) as file:
        container = Container(file)
        iter(container)
        misses_columns = container.kind == CSV and not known.fits(container.header, container=CSV)
        if misses_columns or container.kind not in known.containers:
            raise UnknownFormat(shown_keys(container.header))

"""Rows of a CSV file: its delimiter, its header, ragged and broken rows."""

from __future__ import annotations

import csv
from collections import deque
from typing import TYPE_CHECKING

from feedback.sources.errors import EmptyFile, UnknownFormat
from feedback.sources.rows import Row, clean_key, refuse, shown_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from feedback.intake import Refusal
    from feedback.sources.decoding import Line

DELIMITERS = ",;\t|"
# A quotation mark that is never closed would swallow the rest of the file.
MAX_LINES_A_ROW = 100


class _BadLineError(Exception):
    """The line just taken cannot be part of a row."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class _RowFeed:
    """Feeds csv.reader, and takes back the lines that a broken row has swallowed."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._lines = iter(lines)
        self._returned: deque[Line] = deque()
        self.taken: list[Line] = []

    def __iter__(self) -> _RowFeed:
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else next(self._lines)
        self.taken.append(line)
        if line.problem:
            raise _BadLineError(line.problem if len(self.taken) == 1 else "row_broken")
        if len(self.taken) > MAX_LINES_A_ROW:
            raise _BadLineError("row_broken")
        return line.text

    def begin_row(self) -> None:
        self.taken = []

    def give_back(self) -> None:
        """Let every line but the row's first be read again as a row of its own."""
        self._returned.extendleft(reversed(self.taken[1:]))


class CsvRows:
    """Iterates over the rows of one CSV file, or the refusals of those that cannot be read."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._feed = _RowFeed(lines)
        first = self._first_line()
        self._delimiter = sniff_delimiter(first)
        self.header = _cells_of(first, delimiter=self._delimiter)

    def __iter__(self) -> Iterator[Row | Refusal]:
        reader = csv.reader(self._feed, delimiter=self._delimiter, strict=True)
        while True:
            self._feed.begin_row()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield self._refuse("row_broken")
            except _BadLineError as error:
                yield self._refuse(error.code)
            else:
                yield from self._row(cells)

    def _first_line(self) -> str:
        try:
            for text in self._feed:
                if text.strip():
                    return text
        except _BadLineError as error:
            raise UnknownFormat from error
        raise EmptyFile

    def _row(self, cells: list[str]) -> Iterator[Row | Refusal]:
        if not any(cells) or self._is_header(cells):
            return
        if len(cells) != len(self.header):
            yield self._refuse("row_ragged", swallowed=self._has_swallowed_rows())
            return
        # The first of two columns with one name counts.
        values = dict(zip(reversed(self.header), reversed(cells), strict=True))
        yield Row(self._feed.taken[0].number, values)

    def _is_header(self, cells: list[str]) -> bool:
        return (
            cells[0].strip("\ufeff \t") == self.header[0]
            and [clean_key(cell) for cell in cells] == self.header
        )

    def _has_swallowed_rows(self) -> bool:
        """Tell a long text in a ragged row from rows behind a stray quotation mark."""
        width = len(self.header)
        return any(line.text.count(self._delimiter) == width - 1 for line in self._feed.taken[1:])

    def _refuse(self, code: str, *, swallowed: bool = True) -> Refusal:
        first = self._feed.taken[0]
        if swallowed:
            self._feed.give_back()
        return refuse(first.number, code, excerpt=first.text)


def sniff_delimiter(header: str) -> str:
    """Take the delimiter that cuts the header into most cells; a comma when none does."""
    return max(DELIMITERS, key=header.count)


def _cells_of(header: str, *, delimiter: str) -> list[str]:
    try:
        cells = next(csv.reader([header], delimiter=delimiter), [])
    except csv.Error:
        raise UnknownFormat(shown_keys([header])) from None
    return [clean_key(cell) for cell in cells]

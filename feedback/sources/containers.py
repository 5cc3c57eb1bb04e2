"""An open file of records: what it is packed in, and its rows from the first to the last."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from feedback.sources.csv_rows import CsvRows
from feedback.sources.decoding import Line, LineDecoder
from feedback.sources.errors import EmptyFile, UnreadableFile
from feedback.sources.formats import CSV, JSON
from feedback.sources.json_rows import json_array, json_lines, parse_object

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from feedback.intake import Refusal
    from feedback.sources.rows import Row

# An array has to be held in memory whole; lines do not.
MAX_ARRAY = 200_000_000
_ARRAY = "array"


def open_file(path: Path) -> BinaryIO:
    """Open a file to read, or say in our own words why not."""
    try:
        return path.open("rb")
    except OSError as error:
        raise UnreadableFile("file_unreadable", error.strerror or "") from error
    except ValueError as error:
        raise UnreadableFile("file_unreadable") from error


class Container:
    """The rows of one open file; reading it twice starts from the beginning."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.lines = LineDecoder(file)
        self._packing = self._sniff()
        self.kind = CSV if self._packing == CSV else JSON
        self.header: list[str] = []

    def __iter__(self) -> Iterator[Row | Refusal]:
        self._file.seek(0)
        if self._packing == CSV:
            table = CsvRows(self.lines)
            self.header = table.header
            return iter(table)
        if self._packing == JSON:
            return json_lines(self.lines)
        return json_array(self._whole_text())

    def single_object(self) -> dict[str, object]:
        """Read a file that is one JSON object over many lines; BadRecord if it is none."""
        return parse_object(self._whole_text())

    def _sniff(self) -> str:
        first = self._first_line().text.lstrip()
        return {"[": _ARRAY, "{": JSON}.get(first[0], CSV)

    def _first_line(self) -> Line:
        self._file.seek(0)
        for line in self.lines:
            if line.text.strip():
                return line
        raise EmptyFile

    def _whole_text(self) -> str:
        self._file.seek(0)
        raw = self._file.read(MAX_ARRAY + 1)
        if len(raw) > MAX_ARRAY:
            raise UnreadableFile("file_too_large")
        return self.lines.whole(raw)

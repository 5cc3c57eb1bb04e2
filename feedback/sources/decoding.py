"""Bytes to lines: byte order mark, then strict UTF-8, then strict GB18030, then refuse.

Each line is decoded by itself: a file with UTF-8 lines and then GBK lines decodes as a whole
without an error, into nonsense.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_LINE = 1_000_000
_CHUNK = 65_536
_BOM = "\ufeff"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Two bytes of GBK may by chance be one Cyrillic or Arabic letter of UTF-8; no Chinese is below.
_FIRST_WIDE = "\u0800"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file with its end, or the code of what is wrong with it."""

    number: int
    text: str
    problem: str = ""


class LineDecoder:
    """Reads a binary file line by line and remembers which lines were GBK."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._gbk: list[tuple[int, int]] = []
        self._utf8_seen = False

    def __iter__(self) -> Iterator[Line]:
        self._file.seek(0)
        start = self._file.read(2)
        self._file.seek(0)
        self._gbk, self._utf8_seen = [], False
        if start[:2] in _UTF16:
            return self._utf16_lines()
        return self._byte_lines()

    def notes(self) -> list[str]:
        """Say which lines differed in encoding, once the file has been read."""
        if not self._gbk:
            return []
        if not self._utf8_seen:
            return ["The file is in GBK, not in UTF-8."]
        spans = ", ".join(f"{a}" if a == b else f"{a}-{b}" for a, b in self._gbk[:20])
        return [f"Lines {spans} are in GBK, the others in UTF-8."]

    def _byte_lines(self) -> Iterator[Line]:
        number = 0
        while raw := self._file.readline(MAX_LINE + 1):
            number += 1
            if len(raw) > MAX_LINE and not raw.endswith(b"\n"):
                self._skip_rest()
                yield Line(number, raw[:200].decode("utf-8", "replace"), "line_too_long")
            else:
                yield self._decode(raw, number=number)

    def _skip_rest(self) -> None:
        while chunk := self._file.readline(MAX_LINE):
            if chunk.endswith(b"\n"):
                return

    def _decode(self, raw: bytes, *, number: int) -> Line:
        if raw.isascii():
            return Line(number, raw.decode("ascii"))
        utf8 = _strictly(raw, "utf-8")
        if utf8 is not None and not (self._gbk and max(utf8) < _FIRST_WIDE):
            self._utf8_seen = self._utf8_seen or utf8[0] != _BOM or not utf8[1:].isascii()
            return Line(number, utf8.lstrip(_BOM))
        gbk = _strictly(raw, "gb18030")
        if gbk is None:
            return Line(number, raw[:200].decode("utf-8", "replace"), "undecodable")
        self._remember_gbk(number)
        return Line(number, gbk)

    def _remember_gbk(self, number: int) -> None:
        if self._gbk and self._gbk[-1][1] == number - 1:
            self._gbk[-1] = (self._gbk[-1][0], number)
        else:
            self._gbk.append((number, number))

    def _utf16_lines(self) -> Iterator[Line]:
        number, rest = 0, ""
        chunks = iter(partial(self._file.read, _CHUNK), b"")
        for text in codecs.iterdecode(chunks, "utf-16", "replace"):
            *ended, rest = (rest + text).split("\n")
            for line in ended:
                number += 1
                yield _checked(number, line + "\n")
            rest = rest[: MAX_LINE + 1]
        if rest:
            yield _checked(number + 1, rest)

    def whole(self, raw: bytes) -> str:
        """Decode a file that is one JSON text, whose lines may be of any length."""
        if raw[:2] in _UTF16:
            return raw.decode("utf-16", "replace").lstrip(_BOM)
        utf8 = _strictly(raw, "utf-8")
        if utf8 is not None:
            return utf8.lstrip(_BOM)
        lines = enumerate(raw.splitlines(keepends=True), start=1)
        return "".join(self._lenient(part, number=number) for number, part in lines)

    def _lenient(self, raw: bytes, *, number: int) -> str:
        line = self._decode(raw, number=number)
        # NUL is forbidden in JSON, so the record with the unreadable bytes is refused.
        return raw.decode("utf-8", "replace").replace("\ufffd", "\0") if line.problem else line.text


def _checked(number: int, text: str) -> Line:
    if len(text) > MAX_LINE:
        return Line(number, text[:200], "line_too_long")
    return Line(number, text.lstrip(_BOM), "undecodable" if "\ufffd" in text else "")


def _strictly(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None

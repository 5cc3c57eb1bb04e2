"""Records of JSON: one object a line, or one array of objects."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NoReturn

from feedback.sources.decoding import MAX_LINE
from feedback.sources.errors import BadRecord
from feedback.sources.rows import Row, clean_key, refuse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from feedback.intake import Refusal
    from feedback.sources.decoding import Line

_MAX_DIGITS = 40
_BLANK = re.compile(r"[ \t\r\n]*")
# Where an array goes on after a record that cannot be read.
_NEXT_RECORD = re.compile(r"\}\s*,\s*(?=\{)")


def _refuse_constant(name: str) -> NoReturn:
    raise BadRecord("json_bad_number", name)


def _whole(digits: str) -> int:
    if len(digits) > _MAX_DIGITS:
        raise BadRecord("json_bad_number")
    return int(digits)


def _fraction(text: str) -> float:
    number = float(text)
    if number in {float("inf"), float("-inf")}:
        raise BadRecord("json_bad_number")
    return number


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    record = dict(pairs)
    if len(record) != len(pairs):
        raise BadRecord("json_duplicate_key")
    return record


_DECODER = json.JSONDecoder(
    parse_constant=_refuse_constant,
    parse_int=_whole,
    parse_float=_fraction,
    object_pairs_hook=_object,
)


def parse_object(text: str) -> dict[str, object]:
    """Read one JSON object, or raise BadRecord with what is wrong."""
    record, end = _decode(text, _BLANK.match(text).end())  # type: ignore[union-attr]
    if text[end:].strip():
        raise BadRecord("json_broken")
    return _as_record(record)


def json_lines(lines: Iterable[Line]) -> Iterator[Row | Refusal]:
    """Read one object a line; a bad line costs only itself."""
    for line in lines:
        if line.problem:
            yield refuse(line.number, line.problem, excerpt=line.text)
        elif line.text.strip():
            yield _row_of_line(line)


def json_array(text: str) -> Iterator[Row | Refusal]:
    """Read an array record by record, so that what stands before a break is kept."""
    position, line, counted = text.index("[") + 1, 1, 0
    while (position := _skip(text, position)) < len(text) and text[position] != "]":
        line += text.count("\n", counted, position)
        counted = position
        try:
            record, end = _decode(text, position)
            if end - position > MAX_LINE:
                raise BadRecord("line_too_long")
            yield Row(line, _as_record(record))
        except BadRecord as error:
            resumed = _NEXT_RECORD.search(text, position)
            code = error.code if resumed else _code_at_end(error.code, text)
            yield refuse(line, code, excerpt=text[position : position + 200])
            if resumed is None:
                return
            end = resumed.end()
        position = end
    yield from _after_array(text, position, line=line)


def _code_at_end(code: str, text: str) -> str:
    cut_off = code == "json_broken" and not text.rstrip().endswith("]")
    return "json_cut_off" if cut_off else code


def _after_array(text: str, position: int, *, line: int) -> Iterator[Refusal]:
    """Report that something is missing, or stands where nothing should."""
    rest = text[position + 1 :].strip()
    if position >= len(text):
        yield refuse(line, "json_cut_off")
    elif rest:
        yield refuse(line, "json_broken", excerpt=rest[:200])


def _decode(text: str, position: int) -> tuple[object, int]:
    try:
        return _DECODER.raw_decode(text, position)
    except RecursionError:
        raise BadRecord("json_too_deep") from None
    except ValueError:
        raise BadRecord("json_broken") from None


def _as_record(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise BadRecord("json_not_object")
    return {clean_key(key): inner for key, inner in value.items()}


def _row_of_line(line: Line) -> Row | Refusal:
    try:
        return Row(line.number, parse_object(line.text))
    except BadRecord as error:
        cut = error.code == "json_broken" and not line.text.endswith("\n")
        return refuse(line.number, "json_cut_off" if cut else error.code, excerpt=line.text)


def _skip(text: str, position: int) -> int:
    """Pass blanks and the commas between records."""
    while position < len(text) and text[position] in " \t\r\n,":
        position += 1
    return position

"""Read a body of JSON strictly: the same numbers and keys a file of ours may hold."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NoReturn

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import IO

_MAX_DIGITS = 40


class StrictJSONParser(JSONParser):
    """JSON in UTF-8, without NaN, keys named twice or numbers of a thousand digits."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Answer the body's value, or refuse the whole body and say where it breaks."""
        try:
            text = stream.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            message = f"The body is not UTF-8 (byte {error.start})."
            raise ParseError(message) from error
        return _value(text)


def _value(text: str) -> Any:
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        message = f"The body is not JSON: {error.msg} (line {error.lineno}, column {error.colno})."
        raise ParseError(message) from error
    except RecursionError as error:
        raise ParseError("The JSON is nested too deeply.") from error


def _no_constant(name: str) -> NoReturn:
    message = f"The JSON holds {name}, which is no number."
    raise ParseError(message)


def _whole(digits: str) -> int:
    if len(digits) > _MAX_DIGITS:
        raise ParseError("The JSON holds a number that is too long.")
    return int(digits)


def _fraction(text: str) -> float:
    number = float(text)
    if number in {float("inf"), float("-inf")}:
        raise ParseError("The JSON holds a number that is too large.")
    return number


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    # Which of two values was meant nobody can know; taking either loses the other.
    record = dict(pairs)
    if len(record) != len(pairs):
        raise ParseError("A JSON object names one key twice.")
    return record


_DECODER = json.JSONDecoder(
    parse_constant=_no_constant,
    parse_int=_whole,
    parse_float=_fraction,
    object_pairs_hook=_unique,
)

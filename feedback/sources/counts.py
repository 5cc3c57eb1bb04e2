"""Likes, replies and reposts as channels print them: `1.2万`, `10+`, `赞`; unknown is None."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from feedback.sources.errors import BadRecord

LARGEST = 2**31 - 1
_PLAIN_DIGITS = 12
_UNITS = {
    "": 1,
    "k": 10**3,
    "千": 10**3,
    "w": 10**4,
    "万": 10**4,
    "萬": 10**4,
    "亿": 10**8,
    "億": 10**8,
}
_NUMBER = re.compile(r"(\d{1,12}(?:\.\d{1,6})?)([kw千万萬亿億]?)(\+?)")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+")
# The bare name of the button stands where nobody has pressed it, or where the number is hidden.
_NOTHING = {
    "",
    "-",
    "--",
    "赞",
    "点赞",
    "评论",
    "回复",
    "转发",
    "喜欢",
    "无",
    "none",
    "null",
    "nan",
}


@dataclass(frozen=True, slots=True)
class Count:
    """A number and whether the channel had rounded it."""

    value: int | None
    approx: bool = False


def parse_count(value: object, *, field: str = "") -> Count:
    """Read a count; what is not known is None and never 0."""
    if value is None:
        return Count(None)
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise BadRecord("wrong_type", field)
    if isinstance(value, str):
        return _from_text(value, field=field)
    if isinstance(value, float) and not value.is_integer():
        raise BadRecord("count_unreadable", field)
    return Count(_bounded(value, field=field))


def _from_text(value: str, *, field: str) -> Count:
    if value.isascii() and value.isdecimal() and len(value) <= _PLAIN_DIGITS:
        return Count(_bounded(int(value), field=field))
    text = unicodedata.normalize("NFKC", value).strip().lower()
    if text in _NOTHING:
        return Count(None)
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    if text.startswith("-") and text[1:].isdecimal():
        return Count(None)
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise BadRecord("count_unreadable", field)
    number, unit, plus = match.groups()
    return Count(
        _bounded(int(Decimal(number) * _UNITS[unit]), field=field),
        approx=bool(unit or plus),
    )


def _bounded(value: float, *, field: str) -> int | None:
    if value < 0:
        return None
    if value > LARGEST:
        raise BadRecord("count_out_of_range", field)
    return int(value)

"""Times as sources write them, turned into UTC; what is not known stays None and is never now.

The clock of this machine is never asked: the same file gives the same times on any day.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from feedback.sources.errors import BadRecord
from feedback.sources.ids import is_ruined

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")
_FIRST = datetime(1990, 1, 1, tzinfo=UTC)
_LAST = datetime(2100, 1, 1, tzinfo=UTC)
_FIRST_SECOND, _LAST_SECOND = _FIRST.timestamp(), _LAST.timestamp()
_LATEST_AFTER_COLLECTION = timedelta(days=2)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SERIAL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's day 0 has no zone

_PER_SECOND = {"s": 1, "ms": 10**3, "us": 10**6}
# Only these lengths are unmistakable: the year 30000 has 12 digits in seconds.
_UNIT_BY_DIGITS = {10: "s", 13: "ms", 16: "us"}
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905

_NOTHING = {"", "-", "--", "0", "0.0", "无", "none", "null", "nan", "nat"}
_WHOLE = re.compile(r"(\d{1,25})(?:\.0*)?")
_SERIAL = re.compile(r"[2-7]\d{4}(?:\.\d+)?")
_LOSSY = re.compile(r"\d+(?:\.\d+)?[eE]\+?\d+")
_CLOCK = r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?"
_FROM = r"(?: *来自.*)?"
_RFC = re.compile(r"[a-z]{3},? ([a-z]{3}) +(\d{1,2}) (\d\d):(\d\d):(\d\d) ([+-]\d{4}) (\d{4})")
_DATED = re.compile(
    rf"(\d{{2}}|\d{{4,6}})[-/.年](\d{{1,2}})[-/.月](\d{{1,2}})日?"
    rf"(?:(?:t| *){_CLOCK})? *(z|[+-]\d\d:?\d\d)?{_FROM}"
)
_YEARLESS = re.compile(rf"(\d{{1,2}})[-/月](\d{{1,2}})日?(?: *{_CLOCK})?{_FROM}")
_DAY_WORD = re.compile(rf"(今天|昨天|前天) *{_CLOCK}{_FROM}")
_AGO = re.compile(rf"(\d{{1,6}}) *(秒|分钟|分|小时|天)钟?前{_FROM}")
_JUST_NOW = re.compile(rf"(?:刚刚|just now){_FROM}")

_DAYS_BACK = {"今天": 0, "昨天": 1, "前天": 2}
_AGO_UNIT = {
    "秒": timedelta(seconds=1),
    "分": timedelta(minutes=1),
    "分钟": timedelta(minutes=1),
    "小时": timedelta(hours=1),
    "天": timedelta(days=1),
}


@dataclass(frozen=True, slots=True)
class ParsedTime:
    """A moment in UTC and how exactly the source gave it."""

    at: datetime | None
    precision: str = "unknown"


UNKNOWN = ParsedTime(None)


@dataclass(frozen=True, slots=True)
class _Frame:
    """What a spelling is read against."""

    unit: str
    zone: tzinfo
    collected_at: datetime | None


def parse_time(
    value: object,
    *,
    unit: str = "auto",
    zone: tzinfo = BEIJING,
    collected_at: datetime | None = None,
    field: str = "",
) -> ParsedTime:
    """Read a time in any known spelling; `unit` is of numbers: s, ms, us, serial or auto."""
    if value is None:
        return UNKNOWN
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise BadRecord("wrong_type", field)
    text = unicodedata.normalize("NFKC", str(value)).strip(" \t\r\n\ufeff").lower()
    if text in _NOTHING:
        return UNKNOWN
    try:
        parsed = _read(text, frame=_Frame(unit, zone, collected_at))
    except BadRecord as error:
        raise BadRecord(error.code, field) from None
    except (ValueError, OverflowError):
        raise BadRecord("time_unreadable", field) from None
    _check_range(parsed, collected_at=collected_at, field=field)
    return parsed


def _read(text: str, *, frame: _Frame) -> ParsedTime:
    if frame.unit in {"auto", "serial"} and _SERIAL.fullmatch(text):
        return _from_serial(text, zone=frame.zone)
    whole = _WHOLE.fullmatch(text)
    if whole:
        return _from_epoch(whole[1], unit=frame.unit)
    if is_ruined(text.upper()) or _LOSSY.fullmatch(text):
        raise BadRecord("time_lossy" if text[0].isdigit() else "id_ruined")
    for pattern, reader in _SPELLINGS:
        match = pattern.fullmatch(text)
        if match:
            return reader(match, frame)
    raise BadRecord("time_unreadable")


def _from_epoch(digits: str, *, unit: str) -> ParsedTime:
    # 1. The unit the format promises; 2. else the one that the number of digits gives away.
    for candidate in (unit, _UNIT_BY_DIGITS.get(len(digits), "")):
        if candidate in _PER_SECOND:
            seconds = int(digits) // _PER_SECOND[candidate]
            if _FIRST_SECOND <= seconds < _LAST_SECOND:
                return ParsedTime(_EPOCH + timedelta(seconds=seconds), "second")
    raise BadRecord("time_out_of_range")


def _from_serial(text: str, *, zone: tzinfo) -> ParsedTime:
    seconds = round(float(text) * 86400)
    local = (_SERIAL_ZERO + timedelta(seconds=seconds)).replace(tzinfo=zone)
    return ParsedTime(local.astimezone(UTC), "second" if seconds % 86400 else "day")


def _from_rfc(match: re.Match[str], _frame: _Frame) -> ParsedTime:
    # The weekday is left unread: Weibo sends wrong ones.
    month, day, hour, minute, second, offset, year = match.groups()
    at = datetime(
        int(year), _MONTHS.index(month) + 1, int(day), int(hour), int(minute), int(second),
        tzinfo=_offset(offset),
    )  # fmt: skip
    return ParsedTime(at.astimezone(UTC), "second")


def _from_dated(match: re.Match[str], frame: _Frame) -> ParsedTime:
    year, month, day, *clock, offset = match.groups()
    number = int(year) + (2000 if len(year) == 2 else 0)  # noqa: PLR2004 - `26` is 2026
    if number >= _LAST.year:
        raise BadRecord("time_out_of_range")
    zone = _offset(offset) if offset else frame.zone
    return _local((number, int(month), int(day)), clock=clock, zone=zone)


def _from_yearless(match: re.Match[str], frame: _Frame) -> ParsedTime:
    if frame.collected_at is None:
        return UNKNOWN
    month, day, *clock = match.groups()
    collected = frame.collected_at.astimezone(frame.zone)
    for year in (collected.year, collected.year - 1):
        parsed = _local((year, int(month), int(day)), clock=clock, zone=frame.zone)
        if parsed.at is not None and parsed.at <= collected + timedelta(days=1):
            return parsed
    raise BadRecord("time_unreadable")


def _from_day_word(match: re.Match[str], frame: _Frame) -> ParsedTime:
    if frame.collected_at is None:
        return UNKNOWN
    word, *clock = match.groups()
    day = frame.collected_at.astimezone(frame.zone) - timedelta(days=_DAYS_BACK[word])
    parsed = _local((day.year, day.month, day.day), clock=clock, zone=frame.zone)
    return ParsedTime(parsed.at, "relative")


def _from_ago(match: re.Match[str], frame: _Frame) -> ParsedTime:
    if frame.collected_at is None:
        return UNKNOWN
    back = int(match[1]) * _AGO_UNIT[match[2]]
    return ParsedTime((frame.collected_at - back).astimezone(UTC), "relative")


def _from_just_now(_match: re.Match[str], frame: _Frame) -> ParsedTime:
    if frame.collected_at is None:
        return UNKNOWN
    return ParsedTime(frame.collected_at.astimezone(UTC), "relative")


_SPELLINGS = (
    (_DATED, _from_dated),
    (_RFC, _from_rfc),
    (_YEARLESS, _from_yearless),
    (_DAY_WORD, _from_day_word),
    (_AGO, _from_ago),
    (_JUST_NOW, _from_just_now),
)


def _local(day: tuple[int, int, int], *, clock: list[str | None], zone: tzinfo) -> ParsedTime:
    hour, minute, second = (int(part or 0) for part in clock)
    at = datetime(*day, hour, minute, second, tzinfo=zone).astimezone(UTC)
    if clock[0] is None:
        return ParsedTime(at, "day")
    return ParsedTime(at, "minute" if clock[2] is None else "second")


def _offset(text: str) -> tzinfo:
    if text == "z":
        return UTC
    sign = -1 if text[0] == "-" else 1
    hours, minutes = int(text[1:3]), int(text[-2:])
    return timezone(sign * timedelta(hours=hours, minutes=minutes))


def _check_range(parsed: ParsedTime, *, collected_at: datetime | None, field: str) -> None:
    if parsed.at is None:
        return
    if not _FIRST <= parsed.at < _LAST:
        raise BadRecord("time_out_of_range", field)
    if collected_at is not None and parsed.at > collected_at + _LATEST_AFTER_COLLECTION:
        raise BadRecord("time_after_collection", field)

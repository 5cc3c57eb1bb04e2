"""Rows of a CSV of votes: channel, fan id, idea, when, link; what cannot be taken is refused."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, BinaryIO

from django.utils import translation
from django.utils.translation import gettext as _

from feedback.intake import Refusal
from feedback.models import Channel
from feedback.sources.csv_rows import CsvRows
from feedback.sources.decoding import LineDecoder
from feedback.sources.errors import BadRecord, SourceError
from feedback.sources.fields import clean_text, clean_url
from feedback.sources.ids import clean_id
from feedback.sources.times import parse_time
from ideas.vote_files.reasons import UnfitError, VoteRefusal, refused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

MAX_ROWS = 50_000
MAX_BYTES = 20_000_000
_MAX_IDEA = 300
_NAMES = {
    "channel": ("channel", "渠道"),
    "fan_id": ("fan_id", "fan", "粉丝id", "粉丝编号", "粉丝"),
    "idea": ("idea", "创意", "创意编号"),
    "when": ("when", "time", "date", "时间", "日期"),
    "link": ("link", "url", "链接"),
}
_NEEDED = ("channel", "fan_id", "idea")
_COLUMN = {name: column for column, names in _NAMES.items() for name in names}


class VoteFileError(ValueError):
    """A file of which no row can be read; the message tells a person why."""


@dataclass(frozen=True, slots=True)
class VoteRow:
    """One vote as the file tells it; the idea by number or exact title."""

    line: int
    channel: str
    fan_id: str
    idea: str
    said_at: datetime | None
    link: str


@dataclass(slots=True)
class VoteRows:
    """All rows of a file, in their order, and those that cannot be taken."""

    rows: list[VoteRow] = field(default_factory=list)
    refusals: list[VoteRefusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_votes(file: BinaryIO, *, source: str, now: datetime) -> VoteRows:
    """Read a whole file of up to 50,000 rows and 20 MB; raises VoteFileError.

    `source` stands for the links that are missing. A time after `now` is refused.
    """
    raw = file.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise VoteFileError(
            _("The file is larger than %(size)s MB.") % {"size": MAX_BYTES // 10**6}
        )
    lines = LineDecoder(io.BytesIO(raw))
    try:
        found = _rows_of(CsvRows(lines), source=source, now=now)
    except SourceError as error:
        detail = f" ({error.detail})" if error.detail else ""
        raise VoteFileError(f"{_(error.reason)}{detail}") from error
    found.notes = lines.notes()
    return found


def _rows_of(table: CsvRows, *, source: str, now: datetime) -> VoteRows:
    columns = {name: _COLUMN.get(_folded(name)) for name in table.header}
    missing = [name for name in _NEEDED if name not in columns.values()]
    if missing:
        message = _("The file lacks the columns: %(names)s.")
        raise VoteFileError(message % {"names": ", ".join(missing)})
    found = VoteRows()
    for number, row in enumerate(table, start=1):
        if number > MAX_ROWS:
            message = _("The file has more than %(number)s rows.")
            raise VoteFileError(message % {"number": MAX_ROWS})
        if isinstance(row, Refusal):
            found.refusals.append(VoteRefusal(row.line, row.code, row.reason, excerpt=row.excerpt))
            continue
        cells = {column: str(row.values[name]) for name, column in columns.items() if column}
        try:
            found.rows.append(_row(row.line, cells, source=source, now=now))
        except UnfitError as error:
            shown = "" if error.field == "fan_id" else cells.get(error.field, "")
            found.refusals.append(refused(row.line, error.code, field=error.field, excerpt=shown))
        except BadRecord as error:
            found.refusals.append(VoteRefusal(row.line, error.code, error.reason, error.field))
    return found


def _row(line: int, cells: Mapping[str, str], *, source: str, now: datetime) -> VoteRow:
    link = clean_url(cells.get("link", "").strip(), field="link")
    if not link and not source:
        raise UnfitError("no_source", "link")
    return VoteRow(
        line=line,
        channel=_channel(cells["channel"]),
        fan_id=_fan_id(cells["fan_id"]),
        idea=_idea(cells["idea"]),
        said_at=_said_at(cells.get("when", ""), now=now),
        link=link,
    )


def _channel(cell: str) -> str:
    found = channel_names().get(cell.strip().casefold())
    if found is None:
        raise UnfitError("unknown_channel", "channel")
    return found


def _fan_id(cell: str) -> str:
    if cell.strip().startswith("="):
        raise UnfitError("formula", "fan_id")
    found = clean_id(cell, field="fan_id")
    if found is None:
        raise UnfitError("no_fan", "fan_id")
    if "*" in found:
        raise UnfitError("masked", "fan_id")
    return found


def _idea(cell: str) -> str:
    found = clean_text(cell, field="idea", limit=_MAX_IDEA).strip()
    if not found:
        raise UnfitError("no_idea", "idea")
    return found


def _said_at(cell: str, *, now: datetime) -> datetime | None:
    found = parse_time(cell, field="when").at
    if found is None and cell.strip():
        # “yesterday” tells nothing: nobody says when the file was written
        raise BadRecord("time_unreadable", "when")
    if found is not None and found > now:
        raise UnfitError("future", "when")
    return found


def _folded(name: str) -> str:
    return name.casefold().replace(" ", "_").replace("-", "_")


@cache
def channel_names() -> dict[str, str]:
    """Every way to name a channel: its code, its names in both languages."""
    names = {value.casefold(): value for value in Channel.values}
    for language in ("en", "zh-hans"):
        with translation.override(language):
            names |= {str(label).casefold(): value for value, label in Channel.choices}
    return names

"""What can be wrong with a file, a row or a field, each with one stable sentence for people."""

# These say what happened, not that it is an error: a refused row is no failure of ours.
# ruff: noqa: N818

from __future__ import annotations


def gettext_noop(sentence: str) -> str:
    """Mark a sentence for makemessages; sources know no Django."""
    return sentence


REASONS = {
    "missing_field": gettext_noop("A required field is missing."),
    "wrong_type": gettext_noop("A field has the wrong type."),
    "bad_value": gettext_noop("A field has a value that is not allowed."),
    "bad_url": gettext_noop(
        "An address must begin with http:// or https://, without blanks, up to 500 characters."
    ),
    "text_too_long": gettext_noop("The text is longer than 100,000 characters."),
    "nul": gettext_noop("A field contains a NUL character, which cannot be stored."),
    "id_number": gettext_noop("An id must be text: as a number it may have lost digits."),
    "id_ruined": gettext_noop(
        "A spreadsheet program has destroyed this value; export the file again and import it "
        "without opening it in Excel."
    ),
    "id_blank": gettext_noop("An id must not contain blanks."),
    "id_unreadable": gettext_noop("This does not look like an id; the columns may have shifted."),
    "id_too_long": gettext_noop("An id must not be longer than 200 characters."),
    "time_unreadable": gettext_noop("The time cannot be read."),
    "time_lossy": gettext_noop("The time has been rounded by a spreadsheet program."),
    "time_out_of_range": gettext_noop("The time lies outside the years 1990 to 2100."),
    "time_after_collection": gettext_noop("The comment would be newer than its collection."),
    "count_unreadable": gettext_noop("A number of likes, replies or reposts cannot be read."),
    "count_out_of_range": gettext_noop("A number of likes, replies or reposts is too large."),
    "line_too_long": gettext_noop("The line is longer than 1 MB."),
    "undecodable": gettext_noop("The line is neither UTF-8 nor GB18030."),
    "json_broken": gettext_noop("The line is not valid JSON."),
    "json_cut_off": gettext_noop("The last record is cut off."),
    "json_not_object": gettext_noop("The record is not a JSON object."),
    "json_too_deep": gettext_noop("The JSON is nested too deeply."),
    "json_duplicate_key": gettext_noop("A JSON object names one key twice."),
    "json_bad_number": gettext_noop("The JSON holds a number that is not one (NaN, Infinity)."),
    "row_ragged": gettext_noop(
        "The row has another number of cells than the header; another release of the crawler may "
        "have appended it."
    ),
    "row_broken": gettext_noop("The row's quotation marks are broken."),
    "file_empty": gettext_noop("The file is empty."),
    "file_unknown": gettext_noop("The file's format is not known."),
    "format_unknown": gettext_noop("There is no format of this name."),
    "file_is_posts": gettext_noop("The file holds posts or authors, not comments."),
    "file_ruined": gettext_noop(
        "A spreadsheet program has destroyed the ids in this file; export it again and import it "
        "without opening it in Excel."
    ),
    "file_unreadable": gettext_noop("The file cannot be read."),
    "file_too_large": gettext_noop("A JSON array must not be larger than 200 MB; use JSON lines."),
}


class SourceError(Exception):
    """A file or record that cannot be taken; `reason` is a msgid, `code` never changes."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.code = code
        self.reason = REASONS[code]
        self.detail = detail
        super().__init__(f"{self.reason} ({detail})" if detail else self.reason)


class BadRecord(SourceError):
    """One record that is refused; `field` names what is wrong where that is known."""

    def __init__(self, code: str, field: str = "") -> None:
        self.field = field
        super().__init__(code, field)


class UnreadableFile(SourceError):
    """The file is missing, too large or not ours to open."""


class EmptyFile(SourceError):
    """There is no record and no header in the file."""

    def __init__(self) -> None:
        super().__init__("file_empty")


class UnknownFormat(SourceError):
    """No format has these keys."""

    def __init__(self, keys: tuple[str, ...] = (), *, code: str = "file_unknown") -> None:
        self.keys = keys
        super().__init__(code, ", ".join(keys))


class NotComments(UnknownFormat):
    """A known format, but of posts or authors."""

    def __init__(self, format_name: str) -> None:
        self.format_name = format_name
        super().__init__((format_name,), code="file_is_posts")

"""Files and records of other programs, turned into CommentData; knows no Django, no database."""

from feedback.sources.canonical import comment_from
from feedback.sources.catalogue import formats
from feedback.sources.errors import (
    BadRecord,
    EmptyFile,
    NotComments,
    SourceError,
    UnknownFormat,
    UnreadableFile,
)
from feedback.sources.files import ParsedFile, read_file, recognise

__all__ = [
    "BadRecord",
    "EmptyFile",
    "NotComments",
    "ParsedFile",
    "SourceError",
    "UnknownFormat",
    "UnreadableFile",
    "comment_from",
    "formats",
    "read_file",
    "recognise",
]

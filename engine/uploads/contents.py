"""What a file is, by its content alone; its name and what the browser says count for nothing."""

from __future__ import annotations

import zipfile
from typing import IO

from django.utils.translation import gettext as _

from engine.uploads.errors import UnfitFileError

PNG, JPEG, GIF, WEBP = "image/png", "image/jpeg", "image/gif", "image/webp"
PDF = "application/pdf"
_OOXML = "application/vnd.openxmlformats-officedocument."
DOCX = f"{_OOXML}wordprocessingml.document"
XLSX = f"{_OOXML}spreadsheetml.sheet"
PPTX = f"{_OOXML}presentationml.presentation"
_ODF = "application/vnd.oasis.opendocument."
ODT, ODS, ODP = f"{_ODF}text", f"{_ODF}spreadsheet", f"{_ODF}presentation"

# The endings by which a file of each type may be called; the first is given where none fits.
SUFFIXES: dict[str, tuple[str, ...]] = {
    PNG: (".png",),
    JPEG: (".jpg", ".jpeg"),
    GIF: (".gif",),
    WEBP: (".webp",),
    PDF: (".pdf",),
    DOCX: (".docx",),
    XLSX: (".xlsx",),
    PPTX: (".pptx",),
    ODT: (".odt",),
    ODS: (".ods",),
    ODP: (".odp",),
}
PICTURES = frozenset({PNG, JPEG, GIF, WEBP})

_MAIN_PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}
_MACROS = ("vbaproject.bin", "basic/script-lc.xml")
_HEAD = 16
# A PDF ends with its mark, save for a few blanks that mail programs add.
_PDF_TAIL = 2048
# An archive's table of contents is read into memory, and readers unpack what it promises.
_MOST_CONTENTS = 2 * 2**20
_MOST_UNPACKED = 512 * 2**20
_END = b"PK\x05\x06"
_END_LENGTH = 22
_ZIP_TAIL = 2**16 + _END_LENGTH


def content_type(file: IO[bytes]) -> str:
    """The type of a file out of SUFFIXES; UnfitFileError where it is none of these."""
    head = _at(file, 0, _HEAD)
    if not head:
        raise UnfitFileError(_("The file is empty."), code="empty")
    if head.startswith(b"PK\x03\x04"):
        return _office_type(file)
    if head.startswith((b"%PDF-1.", b"%PDF-2.")):
        return _pdf_type(file)
    picture = _picture_type(head)
    if not picture:
        raise UnfitFileError(
            _("Only pictures (PNG, JPEG, WebP, GIF), PDF and office files (docx, odt…) are taken."),
            code="unknown_type",
        )
    if _end_of_archive(file) is not None:
        raise UnfitFileError(_("The file is a picture and an archive at once."), code="two_in_one")
    return picture


def size_of(file: IO[bytes]) -> int:
    """How many bytes a file has."""
    return file.seek(0, 2)


def _picture_type(head: bytes) -> str:
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith((b"GIF87a", b"GIF89a")):
        return GIF
    return WEBP if head.startswith(b"RIFF") and head[8:12] == b"WEBP" else ""


def _pdf_type(file: IO[bytes]) -> str:
    if b"%%EOF" not in _at(file, size_of(file) - _PDF_TAIL, _PDF_TAIL):
        raise _damaged()
    return PDF


def _office_type(file: IO[bytes]) -> str:
    end = _end_of_archive(file)
    if end is None or int.from_bytes(end[12:16], "little") > _MOST_CONTENTS:
        raise _damaged()
    try:
        with zipfile.ZipFile(file) as archive:
            return _type_of_parts(archive)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        if isinstance(error, UnfitFileError):
            raise
        raise _damaged() from error


def _type_of_parts(archive: zipfile.ZipFile) -> str:
    parts = {part.filename.lower(): part for part in archive.infolist()}
    found = next((kind for name, kind in _MAIN_PARTS.items() if name in parts), "")
    if not found or "[content_types].xml" not in parts:
        found = _opendocument_type(archive, parts.get("mimetype"))
    if any(name.endswith(_MACROS) for name in parts):
        raise UnfitFileError(_("The file holds macros; save it without them."), code="macros")
    if sum(part.file_size for part in parts.values()) > _MOST_UNPACKED:
        raise UnfitFileError(
            _("The file would become far too large when opened."), code="unpacks_too_large"
        )
    return found


def _opendocument_type(archive: zipfile.ZipFile, part: zipfile.ZipInfo | None) -> str:
    longest = max(map(len, (ODT, ODS, ODP)))
    if part is not None and part.file_size <= longest:
        with archive.open(part) as told:
            kind = told.read(longest + 1).decode("ascii", "replace")
        if kind in {ODT, ODS, ODP}:
            return kind
    raise UnfitFileError(
        _("Archives are not taken, only office files (docx, xlsx, pptx, odt, ods, odp)."),
        code="archive",
    )


def _end_of_archive(file: IO[bytes]) -> bytes | None:
    """The record an archive ends with, wherever near the end a lenient reader would find it."""
    tail = _at(file, size_of(file) - _ZIP_TAIL, _ZIP_TAIL)
    place = tail.rfind(_END)
    found = tail[place : place + _END_LENGTH] if place >= 0 else b""
    return found if len(found) == _END_LENGTH else None


def _at(file: IO[bytes], place: int, length: int) -> bytes:
    file.seek(max(0, place))
    return file.read(length)


def _damaged() -> UnfitFileError:
    return UnfitFileError(_("The file is damaged or cut short."), code="damaged")

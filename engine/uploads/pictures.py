"""Pictures: read whole to prove them sound, and made small anew; nothing of the file is kept."""

from __future__ import annotations

import io
import struct
from typing import IO

from django.utils.translation import gettext as _
from PIL import Image

from engine.uploads.contents import GIF, JPEG, PNG, WEBP
from engine.uploads.errors import UnfitFileError

THUMBNAIL_TYPE = WEBP
EDGE = 480

_FORMATS = {PNG: "PNG", JPEG: "JPEG", GIF: "GIF", WEBP: "WEBP"}
_QUALITY = 80
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What Pillow's readers raise on files that are not what they begin as.
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    TypeError,
    LookupError,
    ArithmeticError,
    struct.error,
)
_TOO_LARGE = (Image.DecompressionBombError, Image.DecompressionBombWarning)


def thumbnail_of(file: IO[bytes], *, kind: str, most_pixels: int) -> bytes:
    """A small WebP of a picture, upright, at most EDGE pixels wide and high, without metadata.

    `kind` is the type its content showed. Raises UnfitFileError where the picture is damaged,
    or has more pixels than may be: those are counted before any is unpacked.
    """
    file.seek(0)
    try:
        with Image.open(file, formats=[_FORMATS[kind]]) as picture:
            if picture.width * picture.height > most_pixels:
                raise _too_many(most_pixels)
            return _encoded(_small(picture))
    except UnfitFileError:
        raise
    except _TOO_LARGE as error:
        raise _too_many(most_pixels) from error
    except _BROKEN as error:
        raise UnfitFileError(_("The picture is damaged or cut short."), code="damaged") from error


def _small(picture: Image.Image) -> Image.Image:
    turn = _TURNS.get(_orientation(picture))
    # a JPEG is unpacked at a fraction of its size where that is enough
    picture.draft("RGB", (2 * EDGE, 2 * EDGE))
    picture.load()
    has_gaps = "A" in picture.getbands() or "transparency" in picture.info
    small = picture.convert("RGBA" if has_gaps else "RGB")
    small.thumbnail((EDGE, EDGE))
    return small.transpose(turn) if turn is not None else small


def _orientation(picture: Image.Image) -> int:
    try:
        value = picture.getexif().get(_ORIENTATION)
    except _BROKEN:
        return 1
    return value if isinstance(value, int) else 1


def _encoded(small: Image.Image) -> bytes:
    # a picture without a past: profiles, comments and places stay behind
    clean = Image.new(small.mode, small.size)
    clean.paste(small)
    kept = io.BytesIO()
    clean.save(kept, "WEBP", quality=_QUALITY)
    return kept.getvalue()


def _too_many(most_pixels: int) -> UnfitFileError:
    text = _("The picture has more than %(number)s megapixels.")
    return UnfitFileError(text % {"number": most_pixels // 10**6}, code="too_many_pixels")

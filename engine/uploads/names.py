"""Names of files as people gave them, made harmless for whoever saves them."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath

from engine.uploads.contents import SUFFIXES

# No file system of today takes a name of more than 255 bytes.
MOST_BYTES = 200
_NAMELESS = "file"


def safe_name(given: str, *, kind: str) -> str:
    """The name without folders, invisible signs and endings that lie about the file's type.

    A sign that turns the direction of writing would show `photo[turn]gnp.exe` as `photoexe.png`.
    """
    name = unicodedata.normalize("NFC", given).replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(_seen(sign) for sign in name)
    # leading dots hide a file, trailing ones are dropped by Windows with what they part
    plain = " ".join(seen.split()).strip(" .")
    suffixes = SUFFIXES[kind]
    suffix = PurePosixPath(plain).suffix
    stem = plain.removesuffix(suffix) if suffix.lower() in suffixes else plain
    ending = suffix if suffix.lower() in suffixes else suffixes[0]
    return (_shortened(stem, MOST_BYTES - len(ending)) or _NAMELESS) + ending


def _seen(sign: str) -> str:
    category = unicodedata.category(sign)
    if category == "Cc":
        return " "
    return "" if category.startswith("C") else sign


def _shortened(stem: str, most: int) -> str:
    return stem.encode()[:most].decode(errors="ignore").strip(" .")

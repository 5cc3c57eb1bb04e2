"""Small files of every kind that may be attached, and of some that may not."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

PDF_BYTES = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def picture(
    form: str = "PNG", *, size: tuple[int, int] = (60, 40), mode: str = "RGB", **values: Any
) -> bytes:
    """A picture, red in its upper left quarter and blue elsewhere."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1] // 2))
    kept = io.BytesIO()
    image.convert(mode).save(kept, form, **values)
    return kept.getvalue()


def archive(parts: dict[str, bytes | str], *, compressed: bool = True) -> bytes:
    kept = io.BytesIO()
    way = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
    with zipfile.ZipFile(kept, "w", way) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return kept.getvalue()


def docx(**parts: bytes) -> bytes:
    return archive(
        {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w:document/>", **parts}
    )


def upload(content: bytes, name: str = "冷宫.png", kind: str = "image/png") -> SimpleUploadedFile:
    """A file as a browser hands it in, with what the browser says of it."""
    return SimpleUploadedFile(name, content, content_type=kind)

"""How kept files leave the house: to be saved, never run; only our own small pictures are shown."""

from __future__ import annotations

from typing import IO

from django.http import FileResponse

# Should a browser open one all the same: no script, no form, no address of ours as its origin.
_HARMLESS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
}
_A_DAY = 24 * 3600


def download(file: IO[bytes], *, name: str, kind: str) -> FileResponse:
    """A file to be saved under its name, whatever it holds."""
    headers = {**_HARMLESS, "Cache-Control": "private, no-store"}
    return FileResponse(file, as_attachment=True, filename=name, content_type=kind, headers=headers)


def inline_picture(file: IO[bytes], *, kind: str) -> FileResponse:
    """A picture of our own making, to be shown on a page."""
    headers = {**_HARMLESS, "Cache-Control": f"private, max-age={_A_DAY}, immutable"}
    return FileResponse(file, filename="small", content_type=kind, headers=headers)

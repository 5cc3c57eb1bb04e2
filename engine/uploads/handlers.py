"""How much one call may carry with its files: refused before a byte of it is stored."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

if TYPE_CHECKING:
    from collections.abc import Mapping

# The other fields of a form, and what parts them.
_BESIDES = 2**20


class BoundedUploadHandler(FileUploadHandler):
    """The first of the handlers: looks at the length of the body, and leaves files to the next."""

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: Mapping[str, Any],  # noqa: N803 - Django's name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Refuse a body that no file within the limit can need."""
        if content_length > settings.ATTACHMENT_MOST_BYTES + _BESIDES:
            message = "The body is larger than a file may be."
            raise RequestDataTooBig(message)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass the data on."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""

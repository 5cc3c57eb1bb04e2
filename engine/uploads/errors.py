"""Why a file is not taken."""

from __future__ import annotations


class UnfitFileError(ValueError):
    """A file that is not taken; the message is for people, the code never changes."""

    def __init__(self, message: str, *, code: str) -> None:
        """Keep the code for programs."""
        super().__init__(message)
        self.code = code

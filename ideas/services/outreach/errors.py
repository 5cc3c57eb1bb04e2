"""Why something cannot be told."""

from __future__ import annotations


class OutreachError(ValueError):
    """What cannot be done about telling fans; `name` is the field at fault, or empty."""

    def __init__(self, message: str, *, name: str = "") -> None:
        """Keep the field for the form or answer that shows it."""
        super().__init__(message)
        self.name = name

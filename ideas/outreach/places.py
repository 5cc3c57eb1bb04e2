"""Templates with named places: checked when they are kept, filled in without running anything."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

PLACES = ("idea", "fan", "milestone", "quote", "reason")
_PLACE = re.compile(r"\{(" + "|".join(PLACES) + r")\}")
_BRACED = re.compile(r"\{([^{}]*)\}")


class TemplateError(ValueError):
    """A template that says what cannot be filled in; `found` is the part at fault."""

    def __init__(self, found: str) -> None:
        """Keep the part for the sentence that tells of it."""
        super().__init__(f"not a place: {found}")
        self.found = found


def check(text: str) -> None:
    """Raise TemplateError at the first brace that is not one of our places."""
    for found in _BRACED.finditer(text):
        if found.group(1) not in PLACES:
            raise TemplateError(found.group(0))
    left = re.search(r"[{}]", _PLACE.sub("", text))
    if left is not None:
        raise TemplateError(left.group(0))


def fill(text: str, *, words: Mapping[str, str]) -> str:
    """The text with each place filled in once; what is filled in is never looked at again."""
    return _PLACE.sub(lambda found: words.get(found.group(1), ""), text)

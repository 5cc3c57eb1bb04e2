"""Where words stand in a text that somebody quotes from it."""

from __future__ import annotations

from django.utils.translation import gettext as _

_AROUND = 6
_MOST_TOLD = 5


class UnknownWordsError(ValueError):
    """Words that stand nowhere, or in several places; the message tells a person which."""


def find_words(text: str, words: str, *, which: int | None = None) -> tuple[int, int]:
    """Where these words start and end in the text; `which` counts the places from 1."""
    places = _places(text, words)
    if not places:
        raise UnknownWordsError(_("These words do not stand in the comment."))
    if which is None and len(places) > 1:
        message = _("These words stand at %(number)s places: %(places)s. Say which.")
        told = "；".join(
            _told(text, words, place=place, at=at) for place, at in enumerate(places, 1)
        )
        raise UnknownWordsError(message % {"number": len(places), "places": told})
    if which is not None and not 1 <= which <= len(places):
        message = _("There are only %(number)s such places.")
        raise UnknownWordsError(message % {"number": len(places)})
    start = places[(which or 1) - 1]
    return start, start + len(words)


def _places(text: str, words: str) -> list[int]:
    found, start = [], text.find(words) if words else -1
    while start >= 0:
        found.append(start)
        start = text.find(words, start + len(words))
    return found


def _told(text: str, words: str, *, place: int, at: int) -> str:
    if place > _MOST_TOLD:
        return f"{place}."
    before, after = text[max(0, at - _AROUND) : at], text[at + len(words) :][:_AROUND]
    return f"{place}. …{before}[{words}]{after}…"

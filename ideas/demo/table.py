"""The ideas found, as a table for the terminal."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from ideas.models import Evidence, Idea

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_TITLE, _QUOTE = 26, 50


def idea_lines(ideas: Iterable[Idea]) -> Iterator[str]:
    """One line an idea: rank, title, fans, mentions, effective, one quote."""
    shown = list(ideas)
    quotes = best_quotes([idea.pk for idea in shown])
    yield f"{'#':>3}  {pad('title', _TITLE)} {'fans':>5} {'mentions':>8} {'effective':>9}  quote"
    for rank, idea in enumerate(shown, 1):
        support = idea.support
        fans = "?" if support.fans is None else support.fans
        quote = quotes.get(idea.pk, [""])[0]
        yield (
            f"{rank:>3}  {pad(idea.title, _TITLE)} {fans:>5} {support.mentions:>8} "
            f"{support.effective:>9.1f}  {pad(quote, _QUOTE).rstrip()}"
        )


def best_quotes(ideas: Iterable[int], *, each: int = 1) -> dict[int, list[str]]:
    """The best quotes of each idea: representative spans, the most liked first."""
    quotes: dict[int, list[str]] = {}
    for row in Evidence.objects.of_ideas(ideas).to_show():
        found = quotes.setdefault(row.idea_id, [])
        if len(found) < each:
            found.append(" ".join(row.request.text.split()))
    return quotes


def pad(text: str, width: int) -> str:
    """Cut or fill to a width in terminal columns, where a Chinese character takes two."""
    shown, used = "", 0
    for character in text:
        columns = 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if used + columns > width:
            break
        shown, used = shown + character, used + columns
    return shown + " " * (width - used)

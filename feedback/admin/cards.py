"""Cards that the room above adds to a comment's page; this room does not know what they tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from feedback.models import Comment

    Card = Callable[[HttpRequest, Comment], str]

_CARDS: list[Card] = []


def add_card(card: Card) -> None:
    """Show what this answers below every comment; it answers safe HTML, or nothing."""
    _CARDS.append(card)


def cards_of(request: HttpRequest, comment: Comment) -> list[str]:
    """The cards of one comment's page."""
    return [html for card in _CARDS if (html := card(request, comment))]

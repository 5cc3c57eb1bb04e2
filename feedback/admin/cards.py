"""Cards that the room above adds to the pages here; this room does not know what they tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from feedback.models import Comment, FanRequest

    Card = Callable[[HttpRequest, Comment], str]
    RequestCard = Callable[[HttpRequest, FanRequest], str]

_CARDS: list[Card] = []
_REQUEST_CARDS: list[RequestCard] = []


def add_card(card: Card) -> None:
    """Show what this answers below every comment; it answers safe HTML, or nothing."""
    _CARDS.append(card)


def cards_of(request: HttpRequest, comment: Comment) -> list[str]:
    """The cards of one comment's page."""
    return [html for card in _CARDS if (html := card(request, comment))]


def add_request_card(card: RequestCard) -> None:
    """Show what this answers below every request; it answers safe HTML, or nothing."""
    _REQUEST_CARDS.append(card)


def request_cards_of(request: HttpRequest, wish: FanRequest) -> list[str]:
    """The cards of one request's page."""
    return [html for card in _REQUEST_CARDS if (html := card(request, wish))]

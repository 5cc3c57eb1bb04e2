"""NUL in an address or a form: PostgreSQL takes none, so the answer is 400 and not 500."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import BadRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

_OF_THE_DRIVER = "A string literal cannot contain NUL"


class RefuseNulMiddleware:
    """Turns the driver's complaint about a NUL into a bad request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass every request on."""
        return self.get_response(request)

    def process_exception(self, _request: HttpRequest, error: Exception) -> None:
        """Say whose fault it is."""
        if isinstance(error, ValueError) and _OF_THE_DRIVER in str(error):
            message = "The request holds a NUL character."
            raise BadRequest(message) from error

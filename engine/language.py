"""Which language a page speaks: the one a person chose, else the house's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

if TYPE_CHECKING:
    from django.http import HttpRequest


class ChosenLanguageMiddleware(LocaleMiddleware):
    """Chinese until somebody switches: a browser's own setting is no choice of theirs."""

    def process_request(self, request: HttpRequest) -> None:
        """Speak the language of the cookie that the switch sets."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = dict(settings.LANGUAGES)
        translation.activate(chosen if chosen in known else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE

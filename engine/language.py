"""Which language a page speaks: the one a person chose, else the house's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

if TYPE_CHECKING:
    from django.http import HttpRequest


def asked_language(request: HttpRequest) -> str:
    """The language a program asks for by Accept-Language; English where it asks for none."""
    for wanted, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        try:
            return translation.get_supported_language_variant(wanted)
        except LookupError:
            continue
    return "en"


class ChosenLanguageMiddleware(LocaleMiddleware):
    """Chinese until somebody switches: a browser's own setting is no choice of theirs."""

    def process_request(self, request: HttpRequest) -> None:
        """Speak the language of the cookie that the switch sets."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = dict(settings.LANGUAGES)
        translation.activate(chosen if chosen in known else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE

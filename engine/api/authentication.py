"""Who calls: a client, known by its key."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework_api_key.permissions import KeyParser

from engine.api.models import ClientKey

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from rest_framework.request import Request

# What the library makes; anything else need not reach the database.
_KEY = re.compile(r"[A-Za-z0-9]{8}\.[A-Za-z0-9]{32}")


@dataclass(frozen=True, slots=True)
class Client:
    """The caller: a program, never a member of staff."""

    name: str
    pk: None = None
    is_authenticated: bool = True


class ClientKeyAuthentication(BaseAuthentication):
    """`Authorization: Api-Key …`, looked up and hashed once a request."""

    parser = KeyParser()

    def authenticate(self, request: Request) -> tuple[Client, ClientKey] | None:
        """Answer the client and its key; None where no key was sent."""
        plain = self.parser.get(request)
        if plain is None:
            return None
        key = _known(plain.strip())
        if key.has_expired:
            raise AuthenticationFailed("The key has expired.", code="key_expired")
        return Client(name=key.name), key

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme, which also makes a refusal 401 instead of 403."""
        return KeyParser.keyword


def colleague_of(request: Request) -> User | None:
    """The colleague a call's key acts for; None where it is nobody who still works here."""
    person = request.auth.acts_for if isinstance(request.auth, ClientKey) else None
    return person if person is not None and person.is_active else None


def _known(plain: str) -> ClientKey:
    if _KEY.fullmatch(plain):
        try:
            key = cast("ClientKey", ClientKey.objects.get_from_key(plain))
        except ClientKey.DoesNotExist:
            pass
        else:
            return key
    raise AuthenticationFailed("The key is unknown or was revoked.", code="key_unknown")

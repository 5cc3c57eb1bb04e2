"""Make client keys: the plain key is answered once and kept nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from engine.api.models import ACTING, ClientKey, Scope

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.contrib.auth.models import User

MAX_NAME = 50


def make_client_key(
    name: str,
    *,
    scopes: Iterable[str],
    expires_at: datetime | None = None,
    acts_for: User | None = None,
) -> tuple[ClientKey, str]:
    """Make a key with these scopes; answers (row, plain key)."""
    wanted = sorted(set(scopes))
    name = name.strip()
    if not 0 < len(name) <= MAX_NAME:
        message = f"a client key needs a name of 1 to {MAX_NAME} characters"
        raise ValueError(message)
    if not wanted:
        message = "a client key needs at least one scope"
        raise ValueError(message)
    if unknown := [scope for scope in wanted if scope not in Scope.values]:
        message = f"not a scope: {', '.join(unknown)}; there are: {', '.join(Scope.values)}"
        raise ValueError(message)
    if acts_for is None and (acting := sorted(ACTING.intersection(wanted))):
        message = f"a key with {', '.join(acting)} must act for a colleague"
        raise ValueError(message)
    key, plain = ClientKey.objects.create_key(
        name=name, scopes=wanted, expiry_date=expires_at, acts_for=acts_for
    )
    return cast("ClientKey", key), plain

"""System checks: what an outside server must offer, said in words with the remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning
from django.db import DatabaseError, connections

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.apps import AppConfig

# A role may use an extension that is there, make it when it is the server's superuser,
# and else needs somebody who is.
_STATE = """
SELECT (SELECT count(*) FROM pg_extension WHERE extname = 'vector') > 0,
       (SELECT count(*) FROM pg_available_extensions WHERE name = 'vector') > 0,
       (SELECT rolsuper FROM pg_roles WHERE rolname = current_user),
       (SELECT coalesce(bool_or(trusted), false) FROM pg_available_extension_versions
        WHERE name = 'vector'),
       current_database()
"""


def check_pgvector(
    app_configs: Sequence[AppConfig] | None,
    databases: Sequence[str] | None = None,
    **_kwargs: Any,
) -> list[CheckMessage]:
    """Tell what to do where the server lacks pgvector and this role may not add it."""
    return [message for alias in databases or [] for message in _pgvector(alias)]


def check_author_secret(
    app_configs: Sequence[AppConfig] | None,
    **_kwargs: Any,
) -> list[CheckMessage]:
    """Warn while the fans' keyed hashes hang on SECRET_KEY."""
    if settings.IS_EMBEDDED_DATABASE or settings.HAS_AUTHOR_SECRET:
        return []
    return [
        Warning(
            "AUTHOR_SECRET is not set, so the fans' keys are derived from SECRET_KEY.",
            hint="Set AUTHOR_SECRET before you ever change SECRET_KEY: "
            "with another one every known fan becomes a stranger.",
            id="lenggong.W001",
        )
    ]


def _pgvector(alias: str) -> list[CheckMessage]:
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute(_STATE)
            there, available, superuser, trusted, database = cursor.fetchone()
    except DatabaseError:
        # A server that cannot be reached is reported by whoever needs it.
        return []
    if there or (available and (superuser or trusted)):
        return []
    if not available:
        hint = "Install pgvector on the server (Debian: apt install postgresql-NN-pgvector)."
    else:
        hint = f'As the superuser: psql -d {database} -c "CREATE EXTENSION vector"'
    return [Error("The database lacks the extension pgvector.", hint=hint, id="lenggong.E001")]

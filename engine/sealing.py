"""Secrets that must be read again, such as a robot's: sealed in the database, opened to be used."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken


class SealError(ValueError):
    """What was sealed cannot be opened: it was sealed with another secret, or changed."""


def seal(plain: str, *, secret: str) -> str:
    """Seal a text; the same text sealed twice looks different."""
    return _box(secret).encrypt(plain.encode()).decode()


def unseal(sealed: str, *, secret: str) -> str:
    """Open it again; SealError where it cannot be."""
    try:
        return _box(secret).decrypt(sealed.encode()).decode()
    except (InvalidToken, UnicodeError):
        message = "sealed with another secret"
        raise SealError(message) from None


def _box(secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(secret.encode()).digest()))

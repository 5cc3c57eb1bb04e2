"""Who a fan is to us: a keyed hash and a masked name, nothing that can be turned back."""

from __future__ import annotations

import hashlib
import hmac

from feedback.intake import AuthorData

# A masked name (j***8) is shared by many people; it identifies nobody.
_NAMELESS = frozenset({"masked"})


def fan_key(channel: str, author: AuthorData | None, *, secret: str) -> str | None:
    """Keyed hash of the author, or None where the source does not say who wrote."""
    if author is None:
        return None
    if author.external_id and author.id_kind not in _NAMELESS:
        return _keyed(f"id\x1f{channel}\x1f{_short_hash(author)}", secret=secret)
    if author.display_name and author.id_kind == "none" and "*" not in author.display_name:
        return name_key(channel, author.display_name, secret=secret)
    return None


def account_key(channel: str, external_id: str, *, secret: str) -> str:
    """Key that a fan would have who is this account."""
    author = AuthorData(external_id=external_id, id_kind="native", display_name=None)
    return _keyed(f"id\x1f{channel}\x1f{_short_hash(author)}", secret=secret)


def name_key(channel: str, name: str, *, secret: str) -> str:
    """Keyed hash of a display name: tells our own accounts without keeping names."""
    return _keyed(f"name\x1f{channel}\x1f{name.strip().casefold()}", secret=secret)


def look_key(channel: str, look: str, *, secret: str) -> str:
    """Keyed hash of what a name looks like; of one channel, so that it leads to no other."""
    return _keyed(f"look\x1f{channel}\x1f{look}", secret=secret) if look else ""


def mask(name: str) -> str:
    """First and last character of a name; already masked names stay as they are."""
    name = "".join(c for c in name.strip() if c.isprintable())
    if not name or "*" in name:
        return name[:60]
    return f"{name[0]}***{name[-1]}" if len(name) > 1 else "*"


def _short_hash(author: AuthorData) -> str:
    # MediaCrawler's newer files give sha256(id)[:16], its older ones the id itself:
    # reduced to the same form, one person stays one fan across both.
    value = (author.external_id or "").strip()
    if author.id_kind == "sha256_16":
        return value.lower()
    return hashlib.sha256(value.encode()).hexdigest()[:16]


def _keyed(text: str, *, secret: str) -> str:
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()

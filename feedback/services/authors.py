"""Store fans as keyed hashes, and tell which of them are our own accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from feedback.identity import account_key, fan_key, mask, name_key
from feedback.models import Account, Fan, Role, Verified

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feedback.intake import AuthorData, CommentData

Key = tuple[str, str]

_KNOWN_LATER = ("followers", "posts", "verified")
_REFRESHED = (*_KNOWN_LATER, "is_brand", "is_brand_by_source", "machine_role")


def store_fans(items: Iterable[CommentData], *, secret: str) -> dict[Key, Fan]:
    """Make or refresh the fans of these comments; answers comment's key → fan."""
    wanted: dict[Key, AuthorData] = {}
    fan_of: dict[Key, Key] = {}
    for item in items:
        key = fan_key(item.channel, item.author, secret=secret)
        if key is not None and item.author is not None:
            wanted[item.channel, key] = item.author
            fan_of[item.channel, item.external_id] = (item.channel, key)
    fans = _make_missing(wanted, secret=secret)
    _refresh(fans, wanted)
    return {comment: fans[fan] for comment, fan in fan_of.items()}


def find_or_make_fan(channel: str, author: AuthorData, *, secret: str) -> Fan:
    """One fan by what is known of them, for a vote on their behalf."""
    key = fan_key(channel, author, secret=secret)
    if key is None:
        message = "a fan needs an id or a full name"
        raise ValueError(message)
    return _make_missing({(channel, key): author}, secret=secret)[channel, key]


def find_or_make_fans(wanted: dict[Key, AuthorData], *, secret: str) -> dict[Key, Fan]:
    """The fans of these keys (channel, keyed hash), made where they are new."""
    return _make_missing(wanted, secret=secret)


@transaction.atomic
def flag_own_accounts(*, secret: str) -> int:
    """Set which fans are our own accounts, after accounts were edited; answers how many changed."""
    ours = _OurKeys(secret=secret)
    changed = [
        fan
        for fan in Fan.objects.defer("masked_name").iterator()
        if fan.is_brand != (fan.is_brand_by_source or ours.holds(fan))
    ]
    for fan in changed:
        fan.is_brand = not fan.is_brand
        fan.machine_role = _machine_role(fan)
    Fan.objects.bulk_update(changed, ["is_brand", "machine_role"], batch_size=500)
    return len(changed)


class _OurKeys:
    """Keys of all our accounts, by id and by name."""

    def __init__(self, *, secret: str) -> None:
        accounts = list(Account.objects.all())
        self._ids = {
            (a.channel, account_key(a.channel, a.external_id, secret=secret))
            for a in accounts
            if a.external_id
        }
        self._names = {(a.channel, name_key(a.channel, a.name, secret=secret)) for a in accounts}

    def holds(self, fan: Fan) -> bool:
        """Whether the fan is one of our accounts."""
        return (fan.channel, fan.key) in self._ids or (fan.channel, fan.name_key) in self._names


def _make_missing(wanted: dict[Key, AuthorData], *, secret: str) -> dict[Key, Fan]:
    found = _found(wanted)
    missing = sorted(key for key in wanted if key not in found)
    if not missing:
        return found
    ours = _OurKeys(secret=secret)
    fans = [_fan(channel, key, wanted[channel, key], secret=secret) for channel, key in missing]
    for fan in fans:
        fan.is_brand = fan.is_brand or ours.holds(fan)
        fan.machine_role = _machine_role(fan)
    Fan.objects.bulk_create(fans, ignore_conflicts=True)
    return _found(wanted)


def _fan(channel: str, key: str, author: AuthorData, *, secret: str) -> Fan:
    name = author.display_name or ""
    return Fan(
        channel=channel,
        key=key,
        name_key=name_key(channel, name, secret=secret) if name and "*" not in name else "",
        masked_name=mask(name),
        followers=author.followers,
        posts=author.posts,
        verified=author.verified,
        is_brand=author.is_brand,
        is_brand_by_source=author.is_brand,
    )


def _machine_role(fan: Fan) -> Role:
    if fan.is_brand:
        return Role.OWN
    return Role.COMPANY if fan.verified == Verified.ORG else Role.FAN


def _found(wanted: Iterable[Key]) -> dict[Key, Fan]:
    keys = set(wanted)
    rows = Fan.objects.filter(
        channel__in={channel for channel, _ in keys}, key__in={key for _, key in keys}
    )
    return {(row.channel, row.key): row for row in rows}


def _refresh(fans: dict[Key, Fan], wanted: dict[Key, AuthorData]) -> None:
    stale = []
    for key, author in wanted.items():
        fan = fans[key]
        news: dict[str, object] = {
            name: value
            for name in _KNOWN_LATER
            if (value := getattr(author, name)) not in (None, "unknown", getattr(fan, name))
        }
        if author.is_brand and not fan.is_brand_by_source:
            news |= {"is_brand": True, "is_brand_by_source": True}
        for name, value in news.items():
            setattr(fan, name, value)
        if news:
            fan.machine_role = _machine_role(fan)
            stale.append(fan)
    Fan.objects.bulk_update(sorted(stale, key=lambda fan: fan.pk), _REFRESHED)

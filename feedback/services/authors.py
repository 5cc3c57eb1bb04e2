"""Store fans as keyed hashes, with what a source tells of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction

from engine.nlp.lookalikes import skeleton
from feedback.identity import fan_key, look_key, mask, name_key
from feedback.models import Fan
from feedback.services.roles import OurAccounts, follow_roles
from feedback.services.storing import update_rows

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from feedback.intake import AuthorData, CommentData

Key = tuple[str, str]

_SIGNALS = ("followers", "posts", "registered_at", "verified")
_TOLD = (*_SIGNALS, "is_brand_by_source")
_NAMED = ("masked_name", "name_key", "look_key")


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
    _refresh(fans, wanted, secret=secret)
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


def _make_missing(wanted: dict[Key, AuthorData], *, secret: str) -> dict[Key, Fan]:
    found = _found(wanted)
    missing = sorted(key for key in wanted if key not in found)
    if not missing:
        return found
    fans = [_fan(channel, key, wanted[channel, key], secret=secret) for channel, key in missing]
    ours = OurAccounts(secret=secret)
    for fan in fans:
        fan.machine_role = ours.role_of(fan)
    Fan.objects.bulk_create(fans, ignore_conflicts=True)
    return _found(wanted)


def _fan(channel: str, key: str, author: AuthorData, *, secret: str) -> Fan:
    fan = Fan(
        channel=channel,
        key=key,
        masked_name=mask(author.display_name or ""),
        **{name: getattr(author, name) for name in _SIGNALS},
        is_brand_by_source=author.is_brand,
    )
    if name := _whole(author.display_name):
        _name(fan, name, secret=secret)
    return fan


def _whole(name: str | None) -> str:
    return "" if name is None or "*" in name else name


def _name(fan: Fan, name: str, *, secret: str) -> None:
    fan.masked_name = mask(name)
    fan.name_key = name_key(fan.channel, name, secret=secret)
    fan.look_key = look_key(fan.channel, skeleton(name), secret=secret)


def _found(wanted: Iterable[Key]) -> dict[Key, Fan]:
    keys = set(wanted)
    rows = Fan.objects.filter(
        channel__in={channel for channel, _ in keys}, key__in={key for _, key in keys}
    )
    return {(row.channel, row.key): row for row in rows}


def _refresh(fans: dict[Key, Fan], wanted: dict[Key, AuthorData], *, secret: str) -> None:
    """Take over what is told anew of known fans; who is another to us for it, counts as such."""
    pairs = [(fans[key], author) for key, author in wanted.items()]
    told = [fan for fan, author in pairs if _tell(fan, author)]
    renamed = [fan for fan, author in pairs if _rename(fan, author, secret=secret)]
    update_rows(told, _TOLD)
    update_rows(renamed, _NAMED)
    if told or renamed:
        _judge({fan.pk: fan for fan in (*told, *renamed)}.values(), secret=secret)


def _tell(fan: Fan, author: AuthorData) -> bool:
    """Take over signals; what a source does not say leaves what is known. Whether any changed."""
    news: dict[str, object] = {
        name: value
        for name in _SIGNALS
        if (value := getattr(author, name)) not in (None, "unknown", getattr(fan, name))
    }
    if author.is_brand and not fan.is_brand_by_source:
        news["is_brand_by_source"] = True
    for name, value in news.items():
        setattr(fan, name, value)
    return bool(news)


def _rename(fan: Fan, author: AuthorData, *, secret: str) -> bool:
    """Take over the newest whole name; a masked one tells nothing. Whether it is another."""
    name = _whole(author.display_name)
    before = (fan.name_key, fan.look_key)
    if name:
        _name(fan, name, secret=secret)
    return (fan.name_key, fan.look_key) != before


def _judge(fans: Collection[Fan], *, secret: str) -> None:
    ours = OurAccounts(secret=secret)
    changed = [fan for fan in fans if fan.machine_role != ours.role_of(fan)]
    for fan in changed:
        fan.machine_role = ours.role_of(fan)
    update_rows(changed, ("machine_role",))
    if changed:
        # what counts is locked in another order than what comes in
        transaction.on_commit(partial(follow_roles, [fan.pk for fan in changed]))

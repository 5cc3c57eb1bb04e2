"""Who a fan is to us: told by our accounts' ids, names and what looks like them, or by a person."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from engine.ledger.services import Actor, Cell, record_operation
from engine.nlp.lookalikes import impostors
from feedback.identity import account_key, look_key, name_key
from feedback.models import Account, Comment, Fan, FanRequest, Label, Role, Verified
from feedback.recounting import tell_roles_changed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

_KEYS = ("channel", "key", "name_key", "look_key", "verified", "is_brand_by_source", "machine_role")
_ASKING = (Label.PRODUCT_REQUEST, Label.SERVICE_REQUEST)


@dataclass(frozen=True, slots=True)
class _Keys:
    """Our accounts as the fans of one channel would have them."""

    ids: frozenset[str]
    # names that are ours there, and those of them whose id nobody told us
    ours: frozenset[str]
    without_id: frozenset[str]
    # names of all our accounts, whatever their channel, and what passes for one of them
    names: frozenset[str]
    looks: frozenset[str]


class OurAccounts:
    """Tells fans from us and from who poses as us; good for one transaction."""

    def __init__(self, *, secret: str) -> None:
        self._secret = secret
        self._accounts = list(Account.objects.all())
        self._by_channel: dict[str, _Keys] = {}

    def role_of(self, fan: Fan) -> Role:
        """Who this fan is by all that is known of them, a person's word left aside.

        A name alone is ours where no id contradicts it; elsewhere, or with another id, it is a
        copycat's.
        """
        keys = self.keys_on(fan.channel)
        has_no_id = fan.key == fan.name_key
        if fan.is_brand_by_source or fan.key in keys.ids or fan.name_key in keys.without_id:
            return Role.OWN
        if has_no_id and fan.name_key in keys.ours:
            return Role.OWN
        if fan.name_key in keys.names or fan.look_key in keys.looks:
            return Role.COPYCAT
        return Role.COMPANY if fan.verified == Verified.ORG else Role.FAN

    def keys_on(self, channel: str) -> _Keys:
        """The keys that fans of a channel would have who are us, or look like us."""
        if channel not in self._by_channel:
            self._by_channel[channel] = self._keys(channel)
        return self._by_channel[channel]

    def _keys(self, channel: str) -> _Keys:
        here = [account for account in self._accounts if account.channel == channel]
        return _Keys(
            ids=frozenset(
                account_key(channel, one, secret=self._secret)
                for account in here
                for one in account.external_id.split()
            ),
            ours=self._names(channel, here),
            without_id=self._names(channel, [a for a in here if not a.external_id.split()]),
            names=self._names(channel, self._accounts),
            looks=frozenset().union(
                *(_looks(channel, a.name, secret=self._secret) for a in self._accounts)
            ),
        )

    def _names(self, channel: str, accounts: Iterable[Account]) -> frozenset[str]:
        return frozenset(name_key(channel, a.name, secret=self._secret) for a in accounts)


@lru_cache(maxsize=512)
def _looks(channel: str, name: str, *, secret: str) -> frozenset[str]:
    return frozenset(look_key(channel, look, secret=secret) for look in impostors(name))


@transaction.atomic
def set_fan_role(fans: Iterable[Fan], *, role: Role | str, actor: Actor, reason: str = "") -> int:
    """Say by a person who these are to us; "" gives them back to the machine.

    Ideas are counted again at once. Answers how many changed.
    """
    if role and role not in Role.values:
        message = f"not a role: {role}"
        raise ValueError(message)
    wanted = Fan.objects.filter(pk__in=[fan.pk for fan in fans]).order_by("pk")
    rows = list(wanted.select_for_update(of=("self",)))
    changed = [row for row in rows if row.person_role != role]
    changes = [Cell(row, "person_role", row.person_role, str(role)) for row in changed]
    record_operation("fan.role", actor=actor, reason=reason, changes=changes)
    ids = [row.pk for row in changed]
    Fan.objects.filter(pk__in=ids).update(person_role=role)
    follow_roles(ids)
    return len(changed)


@transaction.atomic
def flag_own_accounts(*, secret: str) -> int:
    """Tell fans from us anew, after our accounts were edited; answers how many changed.

    Only fans that somebody was told from, or that an account's keys lead to, are looked at.
    """
    ours = OurAccounts(secret=secret)
    to: dict[Role, list[int]] = defaultdict(list)
    for fan in _concerned(ours):
        role = ours.role_of(fan)
        if role != fan.machine_role:
            to[role].append(fan.pk)
    for role, ids in sorted(to.items()):
        Fan.objects.filter(pk__in=ids).update(machine_role=role)
    changed = sorted(pk for ids in to.values() for pk in ids)
    follow_roles(changed)
    return len(changed)


def _concerned(ours: OurAccounts) -> list[Fan]:
    found = {fan.pk: fan for fan in Fan.objects.exclude(machine_role=Role.FAN).only(*_KEYS)}
    for channel in Fan.objects.values_list("channel", flat=True).distinct().order_by("channel"):
        keys = ours.keys_on(channel)
        alike = Q(key__in=keys.ids) | Q(name_key__in=keys.names) | Q(look_key__in=keys.looks)
        rows = Fan.objects.filter(alike, channel=channel).only(*_KEYS)
        found.update({fan.pk: fan for fan in rows})
    return list(found.values())


def follow_roles(fans: Collection[int]) -> None:
    """Let what is counted follow, after these fans became others to us.

    What our own accounts wrote was never looked through for requests: who is no longer us is
    read again.
    """
    asking = Comment.objects.filter(fan__in=fans, label__in=_ASKING).exclude(fan__role=Role.OWN)
    found = FanRequest.objects.current().filter(comment=OuterRef("pk"))
    asking.filter(~Exists(found), read_at__isnull=False).update(read_at=None)
    tell_roles_changed(fans)

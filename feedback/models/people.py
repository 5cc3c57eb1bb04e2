"""Who wrote and under what: fans (pseudonymous) and threads."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext_lazy as _

from feedback.models.ours import Account, Channel


class Verified(models.TextChoices):
    """What the channel says of an author."""

    UNKNOWN = "unknown", _("unknown")
    NONE = "none", _("not verified")
    PERSON = "person", _("verified person")
    ORG = "org", _("verified organisation")


class Role(models.TextChoices):
    """Who a fan is to us; only `fan` counts in support, cases and bursts."""

    FAN = "fan", _("fan")
    OWN = "own", _("one of our accounts")
    COMPANY = "company", _("another company")
    COPYCAT = "copycat", _("copycat of ours")


class Fan(models.Model):
    """Who wrote, known only by a keyed hash and a masked name."""

    channel = models.CharField(_("channel"), max_length=20, choices=Channel)
    key = models.CharField(_("key"), max_length=64, editable=False)
    name_key = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    # keyed hash of what the name looks like; empty where no whole name was given
    look_key = models.CharField(max_length=64, blank=True, editable=False)
    masked_name = models.CharField(_("masked name"), max_length=60, blank=True)
    followers = models.PositiveBigIntegerField(_("followers"), null=True, blank=True)
    posts = models.PositiveBigIntegerField(_("posts"), null=True, blank=True)
    verified = models.CharField(
        _("verified"), max_length=10, choices=Verified, default=Verified.UNKNOWN
    )
    registered_at = models.DateTimeField(_("registered"), null=True, blank=True)
    machine_role = models.CharField(
        _("role by machine"), max_length=10, choices=Role, default=Role.FAN, editable=False
    )
    person_role = models.CharField(
        _("role by a person"), max_length=10, choices=Role, blank=True, editable=False
    )
    # What a person said wins, in the database.
    role = models.GeneratedField(
        expression=Coalesce(
            NullIf(models.F("person_role"), models.Value("")), models.F("machine_role")
        ),
        output_field=models.CharField(_("role"), max_length=10, choices=Role),
        db_persist=True,
        verbose_name=_("role"),
    )
    # what a source said itself, so that editing our accounts does not undo it
    is_brand_by_source = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("fan")
        verbose_name_plural = _("fans")
        constraints = [
            models.UniqueConstraint(fields=["channel", "key"], name="fan_once_a_channel"),
            models.CheckConstraint(
                condition=models.Q(machine_role__in=Role.values), name="fan_has_a_role"
            ),
            models.CheckConstraint(
                condition=models.Q(person_role__in=["", *Role.values]),
                name="fan_has_a_role_by_a_person_or_none",
            ),
        ]
        indexes = [
            # fans are many, the others few: whom the list of fans and new accounts look for
            models.Index(
                fields=["role", "-id"],
                condition=~models.Q(role=Role.FAN, machine_role=Role.FAN),
                name="fan_is_no_fan",
            ),
            models.Index(
                fields=["look_key"], condition=~models.Q(look_key=""), name="fan_looks_like"
            ),
        ]

    def __str__(self) -> str:
        return self.masked_name or self.key[:8]

    @property
    def is_masked_only(self) -> bool:
        """Whether no whole name was given, so nobody can tell what it looks like."""
        return not self.name_key


def from_fans(path: str = "fan") -> models.Q:
    """The condition that fans spoke, or somebody unnamed; `path` leads to the fan.

    What our own accounts, other companies and copycats say is never counted.
    """
    return models.Q(**{f"{path}__isnull": True}) | models.Q(**{f"{path}__role": Role.FAN})


class Thread(models.Model):
    """The post commented on, often somebody else's."""

    channel = models.CharField(_("channel"), max_length=20, choices=Channel)
    external_id = models.CharField(_("external id"), max_length=200)
    title = models.CharField(_("title"), max_length=300, blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)
    account = models.ForeignKey(
        Account, verbose_name=_("own account"), on_delete=models.SET_NULL, null=True, blank=True
    )

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        constraints = [
            models.UniqueConstraint(fields=["channel", "external_id"], name="thread_once_a_channel")
        ]

    def __str__(self) -> str:
        return self.title or self.external_id

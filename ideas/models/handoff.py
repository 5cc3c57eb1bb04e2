"""HandOff: an idea given from one desk to another, with when it was received and decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ideas.models.idea import Idea

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser


class HandOffOutcome(models.TextChoices):
    """What the desk did with it."""

    ACCEPTED = "accepted", _("taken on")
    RETURNED = "returned", _("sent back")
    DECLINED = "declined", _("not taken on")


class HandOffQuerySet(models.QuerySet["HandOff"]):
    """Questions asked of hand-offs."""

    def standing(self) -> HandOffQuerySet:
        """Hand-offs nobody has taken back."""
        return self.filter(is_standing=True)

    def binding(self) -> HandOffQuerySet:
        """Those of ideas that stand and were not merged into another."""
        return self.standing().filter(idea__is_standing=True, idea__merged_into__isnull=True)

    def waiting(self) -> HandOffQuerySet:
        """Hand-offs that nobody has decided, the longest waiting first."""
        return self.binding().filter(decided_at__isnull=True).order_by("sent_at", "pk")

    def at_desk_of(self, person: AbstractBaseUser | AnonymousUser) -> HandOffQuerySet:
        """Those given to this person, or to a group of theirs."""
        groups = Group.objects.filter(user=person.pk)
        mine = models.Q(to_user=person.pk) | models.Q(to_desk__in=groups.values("pk"))
        return self.filter(mine)

    def sent_by(self, person: AbstractBaseUser | AnonymousUser) -> HandOffQuerySet:
        """Those that this person gave away."""
        return self.filter(from_user=person.pk)

    def of(self, ideas: Iterable[int]) -> HandOffQuerySet:
        """Hand-offs of these ideas and of all that was merged into them, the newest first."""
        found = self.standing().filter(idea__root__in=list(ideas))
        return found.told().order_by("-sent_at", "-pk")

    def told(self) -> HandOffQuerySet:
        """What a list of hand-offs shows, in one query."""
        return self.select_related(
            "idea", "from_user", "from_desk", "to_user", "to_desk", "received_by", "decided_by"
        ).defer("idea__search_terms")


class HandOff(models.Model):
    """One giving of an idea to a desk: a group, or one colleague."""

    idea = models.ForeignKey(
        Idea, verbose_name=_("idea"), on_delete=models.PROTECT, related_name="hand_offs"
    )
    from_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("sent by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    from_desk = models.ForeignKey(
        Group,
        verbose_name=_("from the desk"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("to a colleague"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    to_desk = models.ForeignKey(
        Group,
        verbose_name=_("to a group"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    note = models.CharField(_("what is asked of them"), max_length=500, blank=True)
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    received_at = models.DateTimeField(_("received"), null=True, blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("received by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=HandOffOutcome, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    is_standing = models.BooleanField(_("stands"), default=True)

    objects = HandOffQuerySet.as_manager()

    class Meta:
        verbose_name = _("hand-off")
        verbose_name_plural = _("hand-offs")
        constraints = [
            models.UniqueConstraint(
                fields=["idea"],
                condition=models.Q(is_standing=True, decided_at__isnull=True),
                name="idea_waits_at_one_desk",
            ),
            models.CheckConstraint(
                condition=models.Q(to_user__isnull=True, to_desk__isnull=False)
                | models.Q(to_user__isnull=False, to_desk__isnull=True),
                name="hand_off_goes_to_one_desk",
            ),
            models.CheckConstraint(
                condition=models.Q(received_at__isnull=True)
                | models.Q(received_at__gte=models.F("sent_at")),
                name="hand_off_is_received_once_sent",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_at__isnull=True, outcome="", reason="")
                | models.Q(decided_at__gte=models.F("sent_at"), outcome__in=HandOffOutcome.values),
                name="hand_off_is_decided_at_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome__in=["returned", "declined"]) | ~models.Q(reason=""),
                name="hand_off_is_refused_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["sent_at"],
                condition=models.Q(is_standing=True, decided_at__isnull=True),
                name="hand_off_waiting",
            ),
            models.Index(fields=["idea", "-sent_at"], name="hand_off_of_idea"),
        ]

    def __str__(self) -> str:
        return f"{self.sender} → {self.desk}"

    @property
    def sender(self) -> str:
        """Who gave it away, as colleagues know them."""
        return self.from_user.get_full_name() or self.from_user.get_username()

    @property
    def desk(self) -> str:
        """Where it was given."""
        if self.to_user is not None:
            return self.to_user.get_full_name() or self.to_user.get_username()
        return str(self.to_desk)

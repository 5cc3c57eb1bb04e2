"""Support: explicit votes, and the three numbers the machine keeps of an idea."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback.models import Fan
from ideas.models.idea import Idea

if TYPE_CHECKING:
    from collections.abc import Iterable


class VoteQuerySet(models.QuerySet["Vote"]):
    """Questions asked of votes."""

    def standing(self) -> VoteQuerySet:
        """Votes nobody has taken back."""
        return self.filter(is_standing=True)

    def behind(self, ideas: Iterable[int]) -> VoteQuerySet:
        """Votes on these ideas and on all that was merged into them."""
        return self.filter(idea__root__in=list(ideas))


class Vote(models.Model):
    """Explicit support of a fan, recorded with its source; one row a fan and idea for ever."""

    idea = models.ForeignKey(
        Idea, verbose_name=_("idea"), on_delete=models.PROTECT, related_name="votes"
    )
    fan = models.ForeignKey(
        Fan, verbose_name=_("fan"), on_delete=models.PROTECT, related_name="votes"
    )
    source = models.CharField(
        _("source"),
        max_length=200,
        blank=True,
        help_text=_("Where the fan said so: an event, a hotline call."),
    )
    link = models.URLField(_("link"), max_length=500, blank=True)
    said_at = models.DateTimeField(_("said"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recorded by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    at = models.DateTimeField(_("time"), default=timezone.now)
    is_standing = models.BooleanField(_("stands"), default=True, editable=False)

    objects = VoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [
            models.UniqueConstraint(fields=["idea", "fan"], name="vote_once_a_fan"),
            models.CheckConstraint(
                condition=~models.Q(source="", link=""), name="vote_has_a_source"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fan} → {self.idea}"


class Support(models.Model):
    """Mentions, fans, effective: what stands behind an idea, as last counted."""

    idea = models.OneToOneField(
        Idea,
        verbose_name=_("idea"),
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="support",
    )
    mentions = models.PositiveIntegerField(_("mentions"), default=0)
    fans = models.PositiveIntegerField(
        _("fans"), null=True, help_text=_("Empty where no source names an author.")
    )
    votes = models.PositiveIntegerField(_("votes"), default=0)
    effective = models.FloatField(_("effective"), default=0.0)
    low = models.FloatField(_("at least"), default=0.0)
    high = models.FloatField(_("at most"), default=0.0)
    likes = models.PositiveBigIntegerField(_("likes"), default=0)
    discounts: models.JSONField[Any, Any] = models.JSONField(_("discounts"), default=list)
    first_asked_at = models.DateTimeField(_("first asked"), null=True)
    last_asked_at = models.DateTimeField(_("last asked"), null=True)
    formula = models.CharField(_("formula"), max_length=20)
    counted_at = models.DateTimeField(_("counted"), default=timezone.now)

    class Meta:
        verbose_name = _("support")
        verbose_name_plural = _("support")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(low__lte=models.F("effective"))
                & models.Q(high__gte=models.F("effective")),
                name="support_within_its_range",
            )
        ]
        indexes = [models.Index(fields=["-effective", "idea"], name="support_effective")]

    def __str__(self) -> str:
        return f"{self.mentions} · {self.fans} · {self.effective:.1f}"

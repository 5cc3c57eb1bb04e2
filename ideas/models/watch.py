"""Watch: a colleague who wants to hear of an idea."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ideas.models.idea import Idea


class WatchQuerySet(models.QuerySet["Watch"]):
    """Questions asked of watches."""

    def standing(self) -> WatchQuerySet:
        """Watches that nobody has ended."""
        return self.filter(is_standing=True)

    def of(self, idea: Idea) -> WatchQuerySet:
        """Who watches an idea, or one merged into it."""
        return self.standing().filter(idea__root=idea.pk).select_related("user").order_by("pk")


class Watch(models.Model):
    """One row a person and idea, standing while the person watches."""

    idea = models.ForeignKey(
        Idea, verbose_name=_("idea"), on_delete=models.PROTECT, related_name="watches"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("colleague"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    since = models.DateTimeField(_("since"), default=timezone.now)
    is_standing = models.BooleanField(_("stands"), default=True)

    objects = WatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("watch")
        verbose_name_plural = _("watches")
        constraints = [
            models.UniqueConstraint(fields=["idea", "user"], name="watch_once_a_person_and_idea"),
        ]
        indexes = [
            models.Index(
                fields=["user"], condition=models.Q(is_standing=True), name="watch_standing_of_user"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.idea_id}"

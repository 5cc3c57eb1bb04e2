"""Stay: from when to when an idea stood in a status, as the ledger tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from ideas.models.idea import Idea, Status

if TYPE_CHECKING:
    from django.db.models import QuerySet


class StayQuerySet(models.QuerySet["Stay"]):
    """Questions asked of stays."""

    def present(self) -> StayQuerySet:
        """Where ideas stand now."""
        return self.filter(until__isnull=True)

    def untold(self) -> QuerySet[Idea]:
        """The queue: ideas whose status no present stay tells."""
        told = self.present().filter(idea=models.OuterRef("pk"), status=models.OuterRef("status"))
        return Idea.objects.filter(~models.Exists(told)).order_by("pk")


class Stay(models.Model):
    """One status of one idea; made anew from the moves that stand, so an undo leaves no trace."""

    idea = models.ForeignKey(
        Idea, verbose_name=_("idea"), on_delete=models.CASCADE, related_name="stays"
    )
    status = models.CharField(_("status"), max_length=20, choices=Status)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, blank=True)

    objects = StayQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = _("stay in a status")
        verbose_name_plural = _("stays in statuses")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
                name="stay_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["idea"], condition=models.Q(until__isnull=True), name="stay_now_once"
            ),
        ]
        indexes = [models.Index(fields=["status", "since"], name="stay_of_status")]

    def __str__(self) -> str:
        return f"{self.idea_id} {self.status}"

"""Award: the first unit, given to who asked first."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback.models import Comment, Fan
from ideas.models.evidence import Evidence
from ideas.models.idea import Idea


class AwardQuerySet(models.QuerySet["Award"]):
    """Questions asked of awards."""

    def standing(self) -> AwardQuerySet:
        """Awards nobody has taken back."""
        return self.filter(is_standing=True)

    def of(self, idea: Idea) -> AwardQuerySet:
        """Awards that belong to an idea: where what was written lies now, whatever was arranged.

        One whose comment stands behind no idea any more stays with the idea it was given for.
        """
        pieces = Evidence.objects.filter(request__comment=models.OuterRef("comment"))
        here, anywhere = pieces.filter(idea=idea.pk), pieces
        left = ~models.Exists(anywhere) & models.Q(idea__root=idea.pk)
        found = self.standing().filter(models.Exists(here) | left)
        return found.select_related("fan", "comment", "made_by").order_by("made_at", "pk")


class Award(models.Model):
    """The first unit, given to who asked first."""

    idea = models.ForeignKey(
        Idea, verbose_name=_("idea"), on_delete=models.PROTECT, related_name="awards"
    )
    fan = models.ForeignKey(
        Fan, verbose_name=_("fan"), on_delete=models.PROTECT, related_name="awards"
    )
    comment = models.ForeignKey(
        Comment,
        verbose_name=_("comment"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    note = models.CharField(_("what is given"), max_length=500, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("awarded by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    made_at = models.DateTimeField(_("awarded"), default=timezone.now)
    is_standing = models.BooleanField(_("stands"), default=True)

    objects = AwardQuerySet.as_manager()

    class Meta:
        verbose_name = _("first-unit award")
        verbose_name_plural = _("first-unit awards")
        constraints = [
            models.UniqueConstraint(
                fields=["idea"],
                condition=models.Q(is_standing=True),
                name="award_stands_once_an_idea",
            )
        ]

    def __str__(self) -> str:
        return f"{self.idea} → {self.fan}"

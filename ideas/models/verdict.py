"""Verdict: a person's word that two requests ask the same, or do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback.models import FanRequest

if TYPE_CHECKING:
    from collections.abc import Iterable


class Says(models.TextChoices):
    """What a verdict says of its two requests."""

    SAME = "same", _("the same wish")
    DIFFERENT = "different", _("different wishes")


class VerdictQuerySet(models.QuerySet["Verdict"]):
    """Questions asked of verdicts."""

    def standing(self) -> VerdictQuerySet:
        """Verdicts nobody has taken back."""
        return self.filter(is_standing=True)

    def among(self, requests: Iterable[int]) -> VerdictQuerySet:
        """Standing verdicts both of whose requests are among these."""
        wanted = list(requests)
        return self.standing().filter(one__in=wanted, other__in=wanted).order_by("pk")

    def with_requests(self) -> VerdictQuerySet:
        """What a list of verdicts shows, in one query."""
        return self.select_related("one", "other", "made_by").defer(
            "one__embedding", "other__embedding"
        )


class Verdict(models.Model):
    """Must-link or cannot-link; grouping obeys it in every later run."""

    says = models.CharField(_("says"), max_length=10, choices=Says)
    one = models.ForeignKey(
        FanRequest, verbose_name=_("one request"), on_delete=models.CASCADE, related_name="+"
    )
    other = models.ForeignKey(
        FanRequest, verbose_name=_("other request"), on_delete=models.CASCADE, related_name="+"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    is_standing = models.BooleanField(_("stands"), default=True)

    objects = VerdictQuerySet.as_manager()

    class Meta:
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        constraints = [
            # one order for each pair, so that a pair cannot be judged twice the other way round
            models.CheckConstraint(
                condition=models.Q(one__lt=models.F("other")), name="verdict_names_two_in_order"
            ),
            models.CheckConstraint(
                condition=models.Q(says__in=Says.values), name="verdict_says_what_is_known"
            ),
            models.UniqueConstraint(
                fields=["one", "other"],
                condition=models.Q(is_standing=True),
                name="verdict_stands_once_a_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} {self.get_says_display()} {self.other_id}"

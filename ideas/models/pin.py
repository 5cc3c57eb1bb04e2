"""Pin: a person's word that a request belongs to an idea, or is barred from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback.models import FanRequest
from ideas.models.idea import Idea

if TYPE_CHECKING:
    from collections.abc import Iterable


class Place(models.TextChoices):
    """What a pin says of its request and its idea."""

    BELONGS = "belongs", _("belongs to it")
    BARRED = "barred", _("barred from it")


class PinQuerySet(models.QuerySet["Pin"]):
    """Questions asked of pins."""

    def standing(self) -> PinQuerySet:
        """Pins nobody has taken back."""
        return self.filter(is_standing=True)

    def belonging(self) -> PinQuerySet:
        """Standing pins that put a request into an idea."""
        return self.standing().filter(says=Place.BELONGS)

    def on(self, requests: Iterable[int]) -> PinQuerySet:
        """Standing pins of these requests, in the order they were made."""
        return self.standing().filter(request__in=list(requests)).order_by("pk")


class Pin(models.Model):
    """One request and one idea; never deleted, only taken back.

    It names the idea as it was then: where that idea was merged away, the pin goes with it.
    """

    request = models.ForeignKey(
        FanRequest, verbose_name=_("request"), on_delete=models.CASCADE, related_name="pins"
    )
    idea = models.ForeignKey(
        Idea, verbose_name=_("idea"), on_delete=models.PROTECT, related_name="pins"
    )
    says = models.CharField(_("says"), max_length=10, choices=Place)
    is_standing = models.BooleanField(_("stands"), default=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    made_at = models.DateTimeField(_("made"), default=timezone.now)

    objects = PinQuerySet.as_manager()

    class Meta:
        verbose_name = _("pin")
        verbose_name_plural = _("pins")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(says__in=Place.values), name="pin_says_what_is_known"
            ),
            models.UniqueConstraint(
                fields=["request"],
                condition=models.Q(is_standing=True, says=Place.BELONGS),
                name="pin_belongs_to_one_idea",
            ),
            models.UniqueConstraint(
                fields=["request", "idea"],
                condition=models.Q(is_standing=True),
                name="pin_stands_once_an_idea",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.get_says_display()} {self.idea_id}"

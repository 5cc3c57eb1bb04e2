"""NextVector: what a request will be compared by once the encoder is changed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from pgvector.django import VectorField

from feedback.models import FanRequest


class NextVector(models.Model):
    """A vector of the encoder to come; nothing compares it before the change."""

    request = models.OneToOneField(
        FanRequest,
        verbose_name=_("request"),
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="+",
    )
    version = models.CharField(_("version"), max_length=60)
    embedding = VectorField(editable=False)

    class Meta:
        verbose_name = _("next vector")
        verbose_name_plural = _("next vectors")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(version=""), name="next_vector_has_a_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.request_id} ({self.version})"

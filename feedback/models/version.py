"""ReaderVersion: weights that comments are read with, who taught them and how good they are."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class ReaderVersionQuerySet(models.QuerySet["ReaderVersion"]):
    """Questions asked of versions."""

    def active(self) -> ReaderVersionQuerySet:
        """The one version that comments are read with."""
        return self.filter(is_active=True)

    def light(self) -> ReaderVersionQuerySet:
        """Rows without their megabytes."""
        return self.defer("weights")


class ReaderVersion(models.Model):
    """One set of weights; the name is what every reading carries."""

    name = models.CharField(_("version"), max_length=40, unique=True)
    # empty for a version that came with the software: its file holds them
    weights = models.BinaryField(blank=True, default=b"", editable=False)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("taught from"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="taught",
    )
    taught_by: ArrayField[Any, Any] = ArrayField(
        models.BigIntegerField(), verbose_name=_("comments that taught it"), default=list
    )
    figures: models.JSONField[Any, Any] = models.JSONField(_("figures"), default=dict, blank=True)
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    activated_at = models.DateTimeField(_("activated"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=False)

    objects = ReaderVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("reader version")
        verbose_name_plural = _("reader versions")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_active"],
                condition=models.Q(is_active=True),
                name="reader_version_one_active",
            ),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True, weights=b"")
                | (models.Q(parent__isnull=False) & ~models.Q(weights=b"")),
                name="reader_version_taught_has_weights",
            ),
        ]

    def __str__(self) -> str:
        return self.name

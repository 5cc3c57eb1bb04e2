"""Operation and the cells it changed: append-only rows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from engine.ledger.names import operation_name


class OperationQuerySet(models.QuerySet["Operation"]):
    """Questions asked of the ledger."""

    def touching(self, row: models.Model, *, field: str | None = None) -> OperationQuerySet:
        """Operations that changed a cell of this row, newest first."""
        cells = {"changes__model": row._meta.label_lower, "changes__row": row.pk}
        if field is not None:
            cells["changes__field"] = field
        return self.filter(**cells).distinct().order_by("-at", "-pk")


class Operation(models.Model):
    """One change made by a person: who, when, why, and what it changed."""

    kind = models.CharField(_("kind"), max_length=60)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("actor"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )
    reason = models.TextField(_("reason"), blank=True)
    undoes = models.ForeignKey(
        "self",
        verbose_name=_("takes back"),
        on_delete=models.PROTECT,
        related_name="undone_by",
        null=True,
    )
    at = models.DateTimeField(_("time"), auto_now_add=True)

    objects = OperationQuerySet.as_manager()

    class Meta:
        verbose_name = _("operation")
        verbose_name_plural = _("operations")
        ordering = ["-at", "-pk"]
        permissions = [
            ("undo_operation", "Can take back own operations"),
            ("undo_any_operation", "Can take back anybody's operations"),
        ]
        indexes = [models.Index(fields=["kind", "at"], name="operation_kind_at")]

    def __str__(self) -> str:
        return operation_name(self.kind)

    def is_standing(self) -> bool:
        """Whether no undo of it stands; an undo that was itself undone does not count."""
        return not any(undo.is_standing() for undo in self.undone_by.all())


class CellChange(models.Model):
    """One changed cell: the list of them is the operation's inverse."""

    operation = models.ForeignKey(
        Operation, verbose_name=_("operation"), on_delete=models.PROTECT, related_name="changes"
    )
    model = models.CharField(_("table"), max_length=80)
    row = models.BigIntegerField(_("row"))
    field = models.CharField(_("field"), max_length=60)
    before: models.JSONField[Any, Any] = models.JSONField(_("before"), null=True)
    after: models.JSONField[Any, Any] = models.JSONField(_("after"), null=True)

    class Meta:
        verbose_name = _("changed cell")
        verbose_name_plural = _("changed cells")
        indexes = [models.Index(fields=["model", "row", "field"], name="cell_of_row")]
        constraints = [
            models.UniqueConstraint(
                fields=["operation", "model", "row", "field"], name="cell_once_an_operation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.model}:{self.row}.{self.field}"

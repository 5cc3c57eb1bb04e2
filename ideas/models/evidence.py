"""Evidence: which requests an idea stands on; a view of the database, the one source of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback.models import FanRequest, Label, from_fans
from ideas.models.arrays import asked_in
from ideas.models.cluster import Assignment, Cluster
from ideas.models.idea import Idea
from ideas.models.pin import Pin

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feedback.models import CommentQuerySet


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Questions asked of the evidence."""

    def standing(self) -> EvidenceQuerySet:
        """Evidence that may count: the request is current, its comment a fan's that asks."""
        return self.filter(
            from_fans("request__comment__fan"),
            request__retired_at__isnull=True,
            request__comment__state="visible",
            request__comment__label__in=[Label.PRODUCT_REQUEST, Label.SERVICE_REQUEST],
        )

    def of_ideas(self, ideas: Iterable[int]) -> EvidenceQuerySet:
        """What these ideas stand on; one that was merged away stands on nothing itself."""
        return self.standing().filter(idea__in=list(ideas))

    def said_in(self, comments: CommentQuerySet) -> EvidenceQuerySet:
        """Evidence out of these comments."""
        return self.filter(asked_in(comments, request="request"))

    def to_show(self) -> EvidenceQuerySet:
        """All that a reader wants to see: those that stand for the rest first, then by likes."""
        return self.select_related(
            "assignment", "request__comment__fan", "request__comment__thread"
        ).order_by(
            models.F("assignment__is_representative").desc(nulls_last=True),
            models.F("request__comment__like_count").desc(nulls_last=True),
            "pk",
        )


class Evidence(models.Model):
    """A request and the idea it stands for, by its cluster or by a person's pin.

    A request stands for one idea at most. `idea` is where merges led; `assignment` and
    `cluster` are empty while a pinned request waits to be grouped.
    """

    request = models.OneToOneField(
        FanRequest,
        verbose_name=_("request"),
        on_delete=models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,
        related_name="evidence",
    )
    idea = models.ForeignKey(
        Idea,
        verbose_name=_("idea"),
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="evidence",
    )
    assignment = models.ForeignKey(
        Assignment,
        verbose_name=_("assignment"),
        on_delete=models.DO_NOTHING,
        null=True,
        db_constraint=False,
        related_name="+",
    )
    cluster = models.ForeignKey(
        Cluster,
        verbose_name=_("cluster"),
        on_delete=models.DO_NOTHING,
        null=True,
        db_constraint=False,
        related_name="+",
    )
    pin = models.ForeignKey(
        Pin,
        verbose_name=_("pin"),
        on_delete=models.DO_NOTHING,
        null=True,
        db_constraint=False,
        related_name="+",
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "ideas_evidence"
        default_permissions = ()
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")

    def __str__(self) -> str:
        return f"{self.request_id} → {self.idea_id}"

"""Cluster and Assignment: the machine's grouping, between requests and ideas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pgvector.django import VectorField

from engine.ledger.models import CellChange
from feedback.models import FanRequest, Label, RequestKind
from ideas.models.idea import Idea, Status
from ideas.models.support import Vote
from ideas.models.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable


class ClusterQuerySet(models.QuerySet["Cluster"]):
    """Questions asked of clusters."""

    def without_idea(self) -> ClusterQuerySet:
        """Clusters that nobody has made an idea of yet."""
        return self.filter(idea__isnull=True, size__gt=0)

    def to_look_at(self) -> ClusterQuerySet:
        """The second look's queue: clusters whose representatives changed since the last one."""
        return self.filter(looked_at__isnull=True, size__gt=0).order_by("pk")

    def touched(self) -> ClusterQuerySet:
        """Clusters that a person has had a hand in: the machine leaves these as they are.

        A person moved, edited, titled or voted for the idea, did something to the cluster
        itself, or judged one of its requests.
        """
        by_hand = CellChange.objects.filter(operation__actor__isnull=False)
        judged = Verdict.objects.standing().filter(
            models.Q(one=models.OuterRef("request")) | models.Q(other=models.OuterRef("request"))
        )
        members = Assignment.objects.open().filter(models.Exists(judged))
        return self.filter(
            models.Q(idea__in=by_hand.filter(model="ideas.idea").values("row"))
            | models.Q(pk__in=by_hand.filter(model="ideas.cluster").values("row"))
            | models.Q(idea__in=Idea.objects.exclude(status=Status.CANDIDATE, given_title=""))
            | models.Q(idea__in=Vote.objects.values("idea"))
            | models.Q(pk__in=members.values("cluster"))
        )


class Cluster(models.Model):
    """Requests for the same thing; owned by the machine, pointed at an idea."""

    kind = models.CharField(_("kind"), max_length=10, choices=RequestKind)
    title = models.CharField(_("title"), max_length=120, blank=True)
    # the sum of the members' unit vectors: cosine distance does not mind the length
    centroid = VectorField(editable=False)
    encoder_version = models.CharField(max_length=60, editable=False)
    size = models.PositiveIntegerField(_("requests"), default=0)
    idea = models.ForeignKey(
        Idea,
        verbose_name=_("idea"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="clusters",
    )
    created_at = models.DateTimeField(_("founded"), auto_now_add=True)
    looked_at = models.DateTimeField(_("second look"), null=True, editable=False)

    objects = ClusterQuerySet.as_manager()

    class Meta:
        verbose_name = _("cluster")
        verbose_name_plural = _("clusters")
        indexes = [
            models.Index(fields=["encoder_version", "kind"], name="cluster_encoder_kind"),
            models.Index(
                fields=["id"],
                condition=models.Q(looked_at__isnull=True, size__gt=0),
                name="cluster_to_look_at",
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"#{self.pk}"


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Questions asked of assignments."""

    def open(self) -> AssignmentQuerySet:
        """Assignments valid now."""
        return self.filter(valid_to__isnull=True)

    def standing(self) -> AssignmentQuerySet:
        """Open assignments whose comment may count."""
        return (
            self.open()
            .filter(
                request__retired_at__isnull=True,
                request__comment__state="visible",
                request__comment__label__in=[Label.PRODUCT_REQUEST, Label.SERVICE_REQUEST],
            )
            .exclude(request__comment__fan__is_brand=True)
        )

    def evidence_of(self, ideas: Iterable[int]) -> AssignmentQuerySet:
        """The requests these ideas stand on, with all that a reader wants to see."""
        return (
            self.standing()
            .filter(cluster__idea__in=ideas)
            .select_related("cluster", "request__comment__fan", "request__comment__thread")
            .order_by(
                "-is_representative",
                models.F("request__comment__like_count").desc(nulls_last=True),
                "pk",
            )
        )


class Assignment(models.Model):
    """Request → cluster: how near and why; closed by a time, never overwritten."""

    request = models.ForeignKey(
        FanRequest, verbose_name=_("request"), on_delete=models.CASCADE, related_name="assignments"
    )
    cluster = models.ForeignKey(
        Cluster, verbose_name=_("cluster"), on_delete=models.CASCADE, related_name="assignments"
    )
    similarity = models.FloatField(_("similarity"), null=True)
    is_representative = models.BooleanField(_("representative"), default=False)
    why: models.JSONField[Any, Any] = models.JSONField(_("why"), default=dict)
    version = models.CharField(_("version"), max_length=80)
    valid_from = models.DateTimeField(_("from"), default=timezone.now)
    valid_to = models.DateTimeField(_("until"), null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.UniqueConstraint(
                fields=["request"],
                condition=models.Q(valid_to__isnull=True),
                name="assignment_open_once_a_request",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="assignment_ends_after_it_begins",
            ),
        ]
        indexes = [
            models.Index(
                fields=["cluster"],
                condition=models.Q(valid_to__isnull=True),
                name="assignment_open_of_cluster",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} → {self.cluster_id}"

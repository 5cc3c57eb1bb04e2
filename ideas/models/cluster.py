"""Cluster and Assignment: the machine's grouping, between requests and ideas."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pgvector.django import VectorField

from engine.ledger.models import CellChange
from feedback.models import FanRequest, RequestKind
from ideas.models.attachment import Attachment
from ideas.models.idea import Idea, Status
from ideas.models.note import Note
from ideas.models.pin import Pin
from ideas.models.support import Vote
from ideas.models.verdict import Verdict


class ClusterQuerySet(models.QuerySet["Cluster"]):
    """Questions asked of clusters."""

    def without_idea(self) -> ClusterQuerySet:
        """Clusters that nobody has made an idea of yet.

        What a person took out of an idea is left to people.
        """
        by_hand = CellChange.objects.filter(operation__actor__isnull=False, model="ideas.cluster")
        return self.filter(idea__isnull=True, size__gt=0).exclude(pk__in=by_hand.values("row"))

    def to_look_at(self) -> ClusterQuerySet:
        """The second look's queue: clusters whose representatives changed since the last one."""
        return self.filter(looked_at__isnull=True, size__gt=0).order_by("pk")

    def touched(self) -> ClusterQuerySet:
        """Clusters that a person has had a hand in: the machine leaves these as they are.

        A person moved, edited, titled or voted for the idea or one merged with it, attached a
        file or wrote a note, did something to the cluster itself, or judged or pinned one of its
        requests.
        """
        by_hand = CellChange.objects.filter(operation__actor__isnull=False)
        judged = Verdict.objects.standing().filter(
            models.Q(one=models.OuterRef("request")) | models.Q(other=models.OuterRef("request"))
        )
        pinned = Pin.objects.standing().filter(request=models.OuterRef("request"))
        members = Assignment.objects.open().filter(models.Exists(judged) | models.Exists(pinned))
        ideas = Idea.objects.filter(
            models.Q(pk__in=by_hand.filter(model="ideas.idea").values("row"))
            | ~models.Q(status=Status.CANDIDATE, given_title="")
            | models.Q(pk__in=Vote.objects.values("idea"))
            | models.Q(pk__in=Pin.objects.belonging().values("idea"))
            | models.Q(pk__in=Attachment.objects.standing().values("idea"))
            | models.Q(pk__in=Note.objects.standing().filter(idea__isnull=False).values("idea"))
        )
        return self.filter(
            models.Q(idea__root__in=ideas.values("root"))
            | models.Q(pk__in=by_hand.filter(model="ideas.cluster").values("row"))
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

"""FanRequest: one thing asked for, a span of a comment."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from pgvector.django import VectorField

from feedback.keeping import is_kept
from feedback.models.comment import Comment, Label
from feedback.models.people import from_fans


class RequestKind(models.TextChoices):
    """Whether the maker is asked for a thing or for a service."""

    PRODUCT = "product", _("product")
    SERVICE = "service", _("service")


class FanRequestQuerySet(models.QuerySet["FanRequest"]):
    """Questions asked of requests."""

    def current(self) -> FanRequestQuerySet:
        """Requests of the newest reading of their comments."""
        return self.filter(retired_at__isnull=True)

    def with_kept(self) -> FanRequestQuerySet:
        """Tell of each request whether a person decided about it: `is_kept`."""
        return self.annotate(
            is_kept=models.Case(
                models.When(is_kept(), then=models.Value(True)), default=models.Value(False)
            )
        )

    def to_group(self) -> FanRequestQuerySet:
        """The grouping's queue: current, concrete, not grouped yet; in order of arrival."""
        return (
            self.current().filter(grouped_at__isnull=True, is_vague=False).order_by("comment", "pk")
        )

    def in_order(self) -> FanRequestQuerySet:
        """Only requests that no comment still to be read can precede.

        Readers work side by side; grouping in the order of arrival gives the same ideas
        whichever of them is faster.
        """
        oldest = Comment.objects.unread().values_list("pk", flat=True).first()
        return self if oldest is None else self.filter(comment__lt=oldest)

    def standing(self) -> FanRequestQuerySet:
        """Requests that may count: their comment is a fan's, stands and still asks."""
        return self.current().filter(
            from_fans("comment__fan"),
            comment__state="visible",
            comment__label__in=[Label.PRODUCT_REQUEST, Label.SERVICE_REQUEST],
        )


class FanRequest(models.Model):
    """One wish: comment.text[start:end], with the reasons for reading it so."""

    comment = models.ForeignKey(
        Comment, verbose_name=_("comment"), on_delete=models.CASCADE, related_name="requests"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=RequestKind)
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    text = models.TextField(_("span"))
    content = models.TextField(_("thing asked for"), blank=True)
    is_vague = models.BooleanField(
        _("vague"), default=False, help_text=_("Asks for nothing concrete; not grouped.")
    )
    confidence = models.FloatField(_("confidence"))
    why: models.JSONField[Any, Any] = models.JSONField(_("why"), default=list, blank=True)
    embedding = VectorField(null=True, editable=False)
    encoder_version = models.CharField(max_length=60, blank=True, editable=False)
    reader_version = models.CharField(_("reader"), max_length=40)
    created_at = models.DateTimeField(_("found"), auto_now_add=True)
    grouped_at = models.DateTimeField(_("grouped"), null=True, blank=True)
    retired_at = models.DateTimeField(
        _("retired"), null=True, blank=True, help_text=_("A newer reading took its place.")
    )

    objects = FanRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__gt=models.F("start")), name="request_span_not_empty"
            ),
            models.UniqueConstraint(
                fields=["comment", "start", "end"],
                condition=models.Q(retired_at__isnull=True),
                name="request_span_once_a_comment",
            ),
        ]
        indexes = [
            # the grouping's queue: assign_requests looks for exactly these rows
            models.Index(
                fields=["comment", "id"],
                condition=models.Q(
                    grouped_at__isnull=True, retired_at__isnull=True, is_vague=False
                ),
                name="request_to_group",
            ),
            # what a newer reading took back: each grouping looks for these, and they stay few
            models.Index(
                fields=["id"],
                condition=models.Q(retired_at__isnull=False),
                name="request_retired",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]

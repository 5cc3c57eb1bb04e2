"""Attachment: a picture or document of an idea's milestone."""

from __future__ import annotations

from secrets import token_hex

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ideas.models.idea import Idea

FOLDER = "attachments"


class Milestone(models.TextChoices):
    """What an attachment shows."""

    CONCEPT = "concept", _("concept picture")
    PROTOTYPE = "prototype", _("prototype photo")
    DOCUMENT = "document", _("document")


def random_name(_row: object, _given: str) -> str:
    """Where a file is kept: nothing of the name it came with, so that none can be guessed."""
    name = token_hex(20)
    return f"{FOLDER}/{name[:2]}/{name}"


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Questions asked of attachments."""

    def standing(self) -> AttachmentQuerySet:
        """Attachments nobody has taken off."""
        return self.filter(is_standing=True)

    def of(self, idea: Idea) -> AttachmentQuerySet:
        """What is attached to an idea and to those merged into it, the newest first."""
        found = self.standing().filter(idea__root=idea.pk)
        return found.select_related("made_by").order_by("-made_at", "-pk")


class Attachment(models.Model):
    """A file as it was handed in, with what its content showed; never changed afterwards."""

    idea = models.ForeignKey(
        Idea, verbose_name=_("idea"), on_delete=models.PROTECT, related_name="attachments"
    )
    milestone = models.CharField(_("milestone"), max_length=10, choices=Milestone)
    file = models.FileField(_("file"), upload_to=random_name)
    # our own small picture of it; empty for documents
    thumbnail = models.FileField(_("small picture"), upload_to=random_name, blank=True)
    name = models.CharField(_("name"), max_length=200)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("bytes"))
    sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("attached by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    made_at = models.DateTimeField(_("attached"), default=timezone.now)
    is_standing = models.BooleanField(_("stands"), default=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints = [
            models.UniqueConstraint(
                fields=["idea", "milestone", "sha256"],
                condition=models.Q(is_standing=True),
                name="attachment_stands_once_a_milestone",
            ),
            models.CheckConstraint(
                condition=models.Q(milestone__in=Milestone.values),
                name="attachment_has_a_known_milestone",
            ),
            models.CheckConstraint(
                condition=models.Q(milestone=Milestone.DOCUMENT)
                | (models.Q(content_type__startswith="image/") & ~models.Q(thumbnail="")),
                name="attachment_of_a_picture_is_a_picture",
            ),
            models.CheckConstraint(
                condition=models.Q(size__gt=0) & models.Q(sha256__regex="^[0-9a-f]{64}$"),
                name="attachment_has_a_content",
            ),
        ]

    def __str__(self) -> str:
        return self.name

"""Note: an internal remark on an idea or a comment, for colleagues only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback.models import Comment
from ideas.models.idea import Idea

if TYPE_CHECKING:
    from typing import TypeAlias

NotedOn: TypeAlias = "Idea | Comment"


class NoteQuerySet(models.QuerySet["Note"]):
    """Questions asked of notes."""

    def standing(self) -> NoteQuerySet:
        """Notes nobody has taken off."""
        return self.filter(is_standing=True)

    def on(self, row: NotedOn) -> NoteQuerySet:
        """Notes on a comment, or on an idea and those merged into it, the newest first."""
        there = {"comment": row.pk} if isinstance(row, Comment) else {"idea__root": row.pk}
        found = self.standing().filter(**there)
        return found.select_related("made_by").order_by("-made_at", "-pk")


class Note(models.Model):
    """What a colleague wrote for colleagues; no key of the API sees it without the scope."""

    text = models.TextField(_("text"))
    idea = models.ForeignKey(
        Idea,
        verbose_name=_("idea"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="notes",
    )
    comment = models.ForeignKey(
        Comment,
        verbose_name=_("comment"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="notes",
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    made_at = models.DateTimeField(_("written"), default=timezone.now)
    is_standing = models.BooleanField(_("stands"), default=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(idea__isnull=False, comment__isnull=True)
                | models.Q(idea__isnull=True, comment__isnull=False),
                name="note_is_on_an_idea_or_a_comment",
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="note_says_something"),
        ]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def row(self) -> NotedOn:
        """What the note is on."""
        row = self.idea if self.idea_id is not None else self.comment
        if row is None:
            message = f"note {self.pk} is on nothing"
            raise ValueError(message)
        return row

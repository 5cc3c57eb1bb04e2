"""StateChange: when a comment came into another state, so that the past can be told."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback.models.comment import Comment, CommentState


class StateChange(models.Model):
    """A comment left a state: hidden, deleted on the channel, or visible again; append-only."""

    comment = models.ForeignKey(
        Comment, verbose_name=_("comment"), on_delete=models.CASCADE, related_name="state_changes"
    )
    before = models.CharField(_("before"), max_length=20, choices=CommentState)
    at = models.DateTimeField(_("time"), default=timezone.now)

    class Meta:
        verbose_name = _("change of state")
        verbose_name_plural = _("changes of state")
        indexes = [models.Index(fields=["comment", "at"], name="state_change_of_comment")]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.get_before_display()}"

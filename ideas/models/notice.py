"""Announcement and Notice: what was told once, and the outbox of who is told it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ideas.models.hearing import Event, Robot
from ideas.models.idea import Idea

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser


class News(models.TextChoices):
    """What happened; several kinds may be one event to who chooses what to hear of."""

    BURST = "burst", _("burst")
    CLOCK_DUE = "clock_due", _("clock due soon")
    CLOCK_MISSED = "clock_missed", _("clock missed")
    CLOCK_ESCALATED = "clock_escalated", _("clock escalated")
    HAND_OFF = "hand_off", _("handed over")
    HAND_OFF_DECIDED = "hand_off_decided", _("hand-off decided")
    MENTION = "mention", _("mention in a note")
    DIGEST = "digest", _("daily digest")


EVENT_OF = {
    News.BURST: Event.BURST,
    News.CLOCK_DUE: Event.CLOCK_DUE,
    News.CLOCK_MISSED: Event.CLOCK_MISSED,
    News.CLOCK_ESCALATED: Event.CLOCK_MISSED,
    News.HAND_OFF: Event.HAND_OFF,
    News.HAND_OFF_DECIDED: Event.HAND_OFF,
    News.MENTION: Event.MENTION,
    News.DIGEST: Event.DIGEST,
}


class Announcement(models.Model):
    """One thing that happened and was told, so that it is never told again.

    `row` is the row it happened to: the burst, clock, hand-off or note; of a digest its day,
    as the number 20261122.
    """

    news = models.CharField(_("what happened"), max_length=20, choices=News)
    row = models.BigIntegerField(_("number of the row"))
    at = models.DateTimeField(_("announced"), default=timezone.now)

    class Meta:
        default_permissions = ()
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        constraints = [
            models.UniqueConstraint(fields=["news", "row"], name="announced_once"),
            models.CheckConstraint(
                condition=models.Q(news__in=News.values), name="announcement_is_of_known_news"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_news_display()} {self.row}"


class NoticeState(models.TextChoices):
    """Where a notice stands."""

    QUEUED = "queued", _("in the queue")
    SENT = "sent", _("was sent")
    LISTED = "listed", _("only listed here")
    FAILED = "failed", _("could not be sent")
    DROPPED = "dropped", _("no longer needed")


class Dropped(models.TextChoices):
    """Why a notice was not sent though nothing failed, or given up."""

    STALE = "stale", _("it was settled before it could be told")
    OFF = "off", _("the receiver wants no such notices any more")
    LATE = "late", _("it could not be sent within a day")


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Questions asked of notices."""

    def due(self, now: datetime) -> NoticeQuerySet:
        """The queue: notices whose time has come, the longest waiting first."""
        waiting = self.filter(state=NoticeState.QUEUED, next_try_at__lte=now)
        return waiting.order_by("next_try_at", "pk")

    def to(self, user: AbstractBaseUser | AnonymousUser) -> NoticeQuerySet:
        """Notices to a person."""
        return self.filter(user=user.pk)

    def told(self) -> NoticeQuerySet:
        """What a list of notices shows, in one query."""
        return self.select_related("announcement", "robot", "user")


class Notice(models.Model):
    """One announcement to one person or robot: a row of the outbox, kept as what was told."""

    announcement = models.ForeignKey(
        Announcement,
        verbose_name=_("announcement"),
        on_delete=models.PROTECT,
        related_name="notices",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("colleague"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="notices",
    )
    robot = models.ForeignKey(
        Robot,
        verbose_name=_("robot"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="notices",
    )
    idea = models.ForeignKey(
        Idea,
        verbose_name=_("idea"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))
    # the page it is about, within this installation
    path = models.CharField(_("page"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=10)
    state = models.CharField(
        _("delivery"), max_length=10, choices=NoticeState, default=NoticeState.QUEUED
    )
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    # after the receiver's quiet hours
    due_at = models.DateTimeField(_("to be sent"))
    next_try_at = models.DateTimeField(_("next try"))
    tried_at = models.DateTimeField(_("last try"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    # a Fault of engine.notices or a reason of Dropped, and the server's own words
    error = models.CharField(_("error"), max_length=20, blank=True)
    said = models.CharField(_("server's words"), max_length=300, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        default_permissions = ("change", "view")
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(user__isnull=False, robot__isnull=True)
                | models.Q(user__isnull=True, robot__isnull=False),
                name="notice_goes_to_a_person_or_a_robot",
            ),
            models.UniqueConstraint(
                fields=["announcement", "user"],
                condition=models.Q(user__isnull=False),
                name="notice_once_a_person",
            ),
            models.UniqueConstraint(
                fields=["announcement", "robot"],
                condition=models.Q(robot__isnull=False),
                name="notice_once_a_robot",
            ),
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False)
                | (models.Q(sent_at__isnull=True) & ~models.Q(state="sent")),
                name="notice_is_sent_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=NoticeState.values), name="notice_state_is_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["failed", "dropped"]) | ~models.Q(error=""),
                name="notice_not_sent_says_why",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at", "id"],
                condition=models.Q(state="queued"),
                name="notice_queue",
            ),
            models.Index(fields=["user", "-id"], name="notice_of_person"),
            models.Index(
                fields=["robot", "tried_at"],
                condition=models.Q(robot__isnull=False),
                name="notice_of_robot",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

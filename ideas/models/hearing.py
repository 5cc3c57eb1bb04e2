"""Robot and NoticePreference: who hears of what, in which language, and when not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback.models import ProductLine

if TYPE_CHECKING:
    from datetime import datetime


class Event(models.TextChoices):
    """What colleagues may choose to hear of."""

    BURST = "burst", _("burst")
    CLOCK_DUE = "clock_due", _("clock due soon")
    CLOCK_MISSED = "clock_missed", _("clock missed")
    HAND_OFF = "hand_off", _("hand-off")
    MENTION = "mention", _("mention in a note")
    DIGEST = "digest", _("daily digest")


def events_of_persons() -> list[str]:
    """What a person hears of who has chosen nothing."""
    return [str(event) for event in Event if event != Event.DIGEST]


def events_of_groups() -> list[str]:
    """What a robot may tell its group: a mention is between two colleagues."""
    return [str(event) for event in Event if event != Event.MENTION]


class RobotKind(models.TextChoices):
    """Whose robot it is; the values are those of `engine.notices.robots.PLATFORMS`."""

    WECOM = "wecom", _("WeCom group robot")
    FEISHU = "feishu", _("Feishu group robot")
    DINGTALK = "dingtalk", _("DingTalk group robot")


class Hearer(models.Model):
    """What robots and persons have in common."""

    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_to = models.TimeField(
        _("quiet until"),
        null=True,
        blank=True,
        help_text=_("Notices wait until then; the hours may pass midnight."),
    )
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )

    class Meta:
        abstract = True


def _quiet_or_not() -> models.Q:
    none = models.Q(quiet_from__isnull=True, quiet_to__isnull=True)
    both = models.Q(quiet_from__isnull=False, quiet_to__isnull=False)
    return none | (both & ~models.Q(quiet_from=models.F("quiet_to")))


class RobotQuerySet(models.QuerySet["Robot"]):
    """Questions asked of robots."""

    def active(self) -> RobotQuerySet:
        """Robots that may speak."""
        return self.filter(is_active=True)

    def awake(self, now: datetime) -> RobotQuerySet:
        """Robots whose platform is not being left alone."""
        return self.filter(models.Q(rests_until__isnull=True) | models.Q(rests_until__lte=now))


class Robot(Hearer):
    """A robot in a group of colleagues; its address and secret are sealed and never shown."""

    events: ArrayField[Any, Any] = ArrayField(
        models.CharField(max_length=20, choices=Event),
        verbose_name=_("tells of"),
        default=events_of_groups,
        blank=True,
    )
    kind = models.CharField(_("platform"), max_length=10, choices=RobotKind)
    name = models.CharField(_("name"), max_length=60, unique=True)
    sealed_url = models.TextField(editable=False)
    sealed_secret = models.TextField(blank=True, editable=False)
    product_line = models.ForeignKey(
        ProductLine,
        verbose_name=_("product line"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="robots",
        help_text=_("Empty: every product line."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    # after a failure that any message would meet, or where the platform asked for patience
    rests_until = models.DateTimeField(_("rests until"), null=True, blank=True, editable=False)

    objects = RobotQuerySet.as_manager()

    class Meta:
        verbose_name = _("robot")
        verbose_name_plural = _("robots")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=RobotKind.values), name="robot_is_of_a_platform"
            ),
            models.CheckConstraint(condition=~models.Q(sealed_url=""), name="robot_has_an_address"),
            models.CheckConstraint(condition=_quiet_or_not(), name="robot_is_quiet_from_and_to"),
            models.CheckConstraint(
                condition=~models.Q(events__contains=[Event.MENTION]),
                name="robot_tells_of_no_mention",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class NoticePreference(Hearer):
    """What one colleague wants to hear of, and how; without a row, the defaults hold."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("colleague"),
        on_delete=models.CASCADE,
        related_name="notice_preference",
    )
    events: ArrayField[Any, Any] = ArrayField(
        models.CharField(max_length=20, choices=Event),
        verbose_name=_("hears of"),
        default=events_of_persons,
        blank=True,
    )
    by_email = models.BooleanField(_("by e-mail too"), default=True)
    lines = models.ManyToManyField(
        ProductLine,
        verbose_name=_("product lines"),
        blank=True,
        related_name="+",
        help_text=_("Bursts and clocks of their ideas, beside those you own or watch."),
    )
    hears_all = models.BooleanField(_("of every product line"), default=False)

    class Meta:
        default_permissions = ()
        verbose_name = _("notice preference")
        verbose_name_plural = _("notice preferences")
        constraints = [
            models.CheckConstraint(
                condition=_quiet_or_not(), name="preference_is_quiet_from_and_to"
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)

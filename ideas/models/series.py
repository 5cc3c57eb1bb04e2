"""Tick and Point: requests that count, and how many of them each series holds by time."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback.models import FanRequest, Thread
from ideas.models.cluster import Cluster


class Line(models.TextChoices):
    """What a series is of."""

    CLUSTER = "cluster", _("cluster")
    CHANNEL = "channel", _("channel")
    THREAD = "thread", _("thread")
    TERM = "term", _("term")


class Grain(models.TextChoices):
    """How long one point of a series is."""

    MINUTE = "minute", _("minute")
    HOUR = "hour", _("hour")
    DAY = "day", _("day")


class Tick(models.Model):
    """What was counted for one request, so that a change of it is an exact difference.

    A request has one exactly while it counts; `cluster` is empty where only a person's pin holds
    it. `is_live` says that it reached us soon after it was posted.
    """

    request = models.OneToOneField(
        FanRequest,
        verbose_name=_("request"),
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="tick",
    )
    # the minute it was posted; where no time is given, that of its coming in
    at = models.DateTimeField(_("posted"))
    cluster = models.ForeignKey(
        Cluster,
        verbose_name=_("cluster"),
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        related_name="ticks",
    )
    channel = models.CharField(_("channel"), max_length=20)
    thread = models.ForeignKey(
        Thread,
        verbose_name=_("thread"),
        on_delete=models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    terms: ArrayField[Any, Any] = ArrayField(models.CharField(max_length=40), default=list)
    is_live = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()
        verbose_name = _("tick")
        verbose_name_plural = _("ticks")
        indexes = [
            models.Index(fields=["cluster", "at"], name="tick_of_cluster"),
            # what the search for bursts reads: the last hours of what came in live
            models.Index(fields=["at"], condition=models.Q(is_live=True), name="tick_live"),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.at:%Y-%m-%d %H:%M}"


class Point(models.Model):
    """How many requests a series holds in one minute, hour or day; never none.

    `live` are those among them that reached us soon after they were posted.
    """

    pk = models.CompositePrimaryKey("line", "key", "grain", "at")
    line = models.CharField(max_length=8, choices=Line)
    key = models.CharField(max_length=40)
    grain = models.CharField(max_length=6, choices=Grain)
    at = models.DateTimeField()
    requests = models.PositiveIntegerField()
    live = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        verbose_name = _("point")
        verbose_name_plural = _("points")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(requests__gt=0, live__lte=models.F("requests")),
                name="point_is_not_empty",
            ),
            models.CheckConstraint(
                condition=models.Q(line__in=Line.values, grain__in=Grain.values),
                name="point_is_of_a_known_series",
            ),
        ]
        indexes = [
            # what the search for bursts and the thinning read
            models.Index(
                fields=["at"], condition=models.Q(grain=Grain.MINUTE), name="point_of_minutes"
            ),
            models.Index(
                fields=["at"], condition=models.Q(grain=Grain.HOUR), name="point_of_hours"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.key} {self.at:%Y-%m-%d %H:%M}: {self.requests}"

"""BurstAlert and its members: a rise in requests that the machine found, for people to judge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback.models import FanRequest
from ideas.models.cluster import Cluster
from ideas.models.idea import Idea

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


class BurstLine(models.TextChoices):
    """What rose."""

    CLUSTER = "cluster", _("cluster")
    TERM = "term", _("term")


class Authenticity(models.TextChoices):
    """Whether a burst looks like many people, or like few who look like many."""

    ORGANIC = "organic", _("organic")
    MIXED = "mixed", _("mixed")
    COORDINATED = "coordinated", _("coordinated")
    UNKNOWN = "unknown", _("cannot be told")


class BurstState(models.TextChoices):
    """What people said of it."""

    OPEN = "open", _("waits")
    ACKNOWLEDGED = "acknowledged", _("known of")
    DISMISSED = "dismissed", _("dismissed")


class BurstAlertQuerySet(models.QuerySet["BurstAlert"]):
    """Questions asked of alerts."""

    def open(self) -> BurstAlertQuerySet:
        """Alerts nobody has said anything of."""
        return self.filter(state=BurstState.OPEN)

    def going_on(self) -> BurstAlertQuerySet:
        """Alerts of bursts that have not ended."""
        return self.filter(ended_at__isnull=True)

    def recent(self, since: datetime) -> BurstAlertQuerySet:
        """Alerts of bursts that go on, or ended since then."""
        return self.filter(models.Q(ended_at__isnull=True) | models.Q(ended_at__gt=since))

    def of_ideas(self, ideas: Iterable[int]) -> BurstAlertQuerySet:
        """Alerts about what these ideas stand on, newest first."""
        return self.filter(idea__root__in=list(ideas)).order_by("-since", "-pk")

    def with_channels(self) -> BurstAlertQuerySet:
        """Tell of each alert where its requests were posted: `channels`."""
        members = BurstMember.objects.filter(alert=models.OuterRef("pk"))
        posted = members.order_by("request__comment__channel").distinct()
        return self.annotate(channels=ArraySubquery(posted.values("request__comment__channel")))

    def told(self) -> BurstAlertQuerySet:
        """What a list of alerts shows, in one query."""
        return self.select_related("cluster", "idea__root", "decided_by").defer(
            "cluster__centroid", "idea__search_terms", "idea__root__search_terms"
        )


class BurstAlert(models.Model):
    """One burst: a cluster or a term that was asked for far more often than expected.

    The machine keeps the numbers as long as the burst goes on; only people write its state.
    """

    line = models.CharField(_("what rose"), max_length=8, choices=BurstLine)
    cluster = models.ForeignKey(
        Cluster,
        verbose_name=_("cluster"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="bursts",
    )
    term = models.CharField(_("term"), max_length=40, blank=True)
    idea = models.ForeignKey(
        Idea,
        verbose_name=_("idea"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="bursts",
    )
    since = models.DateTimeField(_("since"))
    last_at = models.DateTimeField(_("last request"))
    found_at = models.DateTimeField(_("found"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    requests = models.PositiveIntegerField(_("requests"))
    fans = models.PositiveIntegerField(_("fans"))
    expected = models.FloatField(_("expected"))
    # the trailing window, in minutes, in which it first was too much, and how surprising that was
    window = models.PositiveSmallIntegerField(_("window"))
    surprise = models.FloatField(_("surprise"))
    authenticity = models.CharField(_("authenticity"), max_length=12, choices=Authenticity)
    reasons: models.JSONField[Any, Any] = models.JSONField(_("why"), default=list)
    state = models.CharField(
        _("decision"), max_length=12, choices=BurstState, default=BurstState.OPEN
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    objects = BurstAlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("burst")
        verbose_name_plural = _("bursts")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(line="cluster", cluster__isnull=False, term="")
                | (models.Q(line="term", cluster__isnull=True) & ~models.Q(term="")),
                name="burst_is_of_a_cluster_or_a_term",
            ),
            models.CheckConstraint(
                condition=models.Q(last_at__gte=models.F("since"))
                & (models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("last_at"))),
                name="burst_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(requests__gt=0, expected__gte=0.0),
                name="burst_has_requests",
            ),
            models.CheckConstraint(
                condition=models.Q(authenticity__in=Authenticity.values),
                name="burst_authenticity_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", decided_at__isnull=True)
                | models.Q(state__in=["acknowledged", "dismissed"], decided_at__isnull=False),
                name="burst_decided_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["cluster"],
                condition=models.Q(ended_at__isnull=True),
                name="burst_of_a_cluster_goes_on_once",
            ),
            models.UniqueConstraint(
                fields=["term"],
                condition=models.Q(ended_at__isnull=True, line="term"),
                name="burst_of_a_term_goes_on_once",
            ),
        ]
        indexes = [models.Index(fields=["-since", "-id"], name="burst_newest")]

    def __str__(self) -> str:
        return str(self.cluster) if self.cluster is not None else self.term

    @property
    def series(self) -> tuple[str, str]:
        """The line and the key of the series that rose."""
        is_cluster = self.line == BurstLine.CLUSTER
        return self.line, str(self.cluster_id) if is_cluster else self.term


class BurstMember(models.Model):
    """One request that a burst is made of."""

    alert = models.ForeignKey(
        BurstAlert, verbose_name=_("burst"), on_delete=models.CASCADE, related_name="members"
    )
    request = models.ForeignKey(
        FanRequest, verbose_name=_("request"), on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        default_permissions = ()
        verbose_name = _("request of a burst")
        verbose_name_plural = _("requests of bursts")
        constraints = [
            models.UniqueConstraint(fields=["alert", "request"], name="burst_member_once")
        ]

    def __str__(self) -> str:
        return f"{self.alert_id} ← {self.request_id}"

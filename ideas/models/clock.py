"""ClockPolicy and Clock: what we promise to do by when, and each time we promised it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback.models import ProductLine
from ideas.models.idea import Idea, Status

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


class ClockKind(models.TextChoices):
    """What is promised."""

    ANSWER = "answer", _("answer")
    CONCEPT = "concept", _("concept picture")
    PROTOTYPE = "prototype", _("prototype")
    CUSTOM = "custom", _("another status")


class Starts(models.TextChoices):
    """From which moment the time counts."""

    FIRST_SIGHTING = "first_sighting", _("receipt of the first request")
    BURST = "burst", _("a burst")
    PUBLIC_REPLY = "public_reply", _("the public reply")


class Hours(models.TextChoices):
    """Which hours count."""

    ALWAYS = "always", _("round the clock")
    BUSINESS = "business", _("business hours")


class ClockPolicy(models.Model):
    """A promise: what, by when, counted from where, and who is told if it is missed."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    kind = models.CharField(_("what is promised"), max_length=10, choices=ClockKind)
    until = models.CharField(
        _("status to reach"),
        max_length=20,
        choices=Status,
        blank=True,
        help_text=_("Only where another status is promised."),
    )
    starts = models.CharField(_("counted from"), max_length=20, choices=Starts)
    hours = models.DecimalField(_("hours"), max_digits=7, decimal_places=2)
    calendar = models.CharField(_("calendar"), max_length=10, choices=Hours, default=Hours.ALWAYS)
    product_line = models.ForeignKey(
        ProductLine,
        verbose_name=_("product line"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="clock_policies",
        help_text=_("Empty: every line that has no such policy of its own."),
    )
    warn_before = models.DecimalField(
        _("warn so many hours before"), max_digits=7, decimal_places=2, null=True, blank=True
    )
    escalates_after = models.DecimalField(
        _("escalate so many hours after"), max_digits=7, decimal_places=2, null=True, blank=True
    )
    escalates_to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("escalate to a colleague"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    escalates_to_group = models.ForeignKey(
        Group,
        verbose_name=_("escalate to a group"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    is_active = models.BooleanField(_("active"), default=True)
    # what happened before there was this promise was never promised
    made_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("clock policy")
        verbose_name_plural = _("clock policies")
        ordering = ["kind", "hours", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=ClockKind.values)
                & models.Q(starts__in=Starts.values)
                & models.Q(calendar__in=Hours.values),
                name="policy_is_of_a_known_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=ClockKind.CUSTOM, until__in=Status.values)
                | (~models.Q(kind=ClockKind.CUSTOM) & models.Q(until="")),
                name="policy_names_the_status_it_waits_for",
            ),
            models.CheckConstraint(
                condition=models.Q(hours__gt=0, hours__lte=Decimal(9000)),
                name="policy_gives_some_hours",
            ),
            models.CheckConstraint(
                condition=models.Q(warn_before__isnull=True)
                | models.Q(warn_before__gt=0, warn_before__lt=models.F("hours")),
                name="policy_warns_within_its_hours",
            ),
            models.CheckConstraint(
                condition=models.Q(escalates_after__isnull=True)
                | models.Q(escalates_after__gte=0, escalates_after__lte=Decimal(9000)),
                name="policy_escalates_after_its_end",
            ),
            models.CheckConstraint(
                condition=models.Q(escalates_to_user__isnull=True)
                | models.Q(escalates_to_group__isnull=True),
                name="policy_escalates_to_one",
            ),
        ]

    def __str__(self) -> str:
        return self.name


_ENDS = ("met_at", "waived_at", "lapsed_at")


class ClockQuerySet(models.QuerySet["Clock"]):
    """Questions asked of clocks."""

    def standing(self) -> ClockQuerySet:
        """Clocks whose start nobody has taken back."""
        return self.filter(is_standing=True)

    def binding(self) -> ClockQuerySet:
        """Clocks that bind us: those of ideas that stand and were not merged into another."""
        return self.standing().filter(idea__is_standing=True, idea__merged_into__isnull=True)

    def open(self) -> ClockQuerySet:
        """Clocks that bind us and have not come to an end, paused ones included."""
        return self.binding().filter(**{f"{end}__isnull": True for end in _ENDS})

    def running(self) -> ClockQuerySet:
        """Open clocks that nobody has paused."""
        return self.open().filter(paused_at__isnull=True)

    def due_by(self, when: datetime) -> ClockQuerySet:
        """Running clocks that fall due until then, the missed ones included."""
        return self.running().filter(due_at__lte=when)

    def missed(self) -> ClockQuerySet:
        """Clocks that bind us and came to their due time before their end."""
        return self.binding().filter(breached_at__isnull=False)

    def of(self, ideas: Iterable[int]) -> ClockQuerySet:
        """Clocks of these ideas and of all that was merged into them, the newest first."""
        return self.standing().filter(idea__root__in=list(ideas)).told().order_by("-started_at")

    def told(self) -> ClockQuerySet:
        """What a list of clocks shows, in one query."""
        return self.select_related(
            "policy__escalates_to_user", "policy__escalates_to_group", "idea__product_line"
        ).defer("idea__search_terms")


class Clock(models.Model):
    """One promise about one idea: kept, missed, or over without either.

    `met_at` and `lapsed_at` follow the statuses and files of the idea, undo included; people
    write only pauses and waivers. `hours` and `calendar` are as they were promised.
    """

    idea = models.ForeignKey(
        Idea, verbose_name=_("idea"), on_delete=models.PROTECT, related_name="clocks"
    )
    policy = models.ForeignKey(
        ClockPolicy, verbose_name=_("policy"), on_delete=models.PROTECT, related_name="clocks"
    )
    starts = models.CharField(_("counted from"), max_length=20, choices=Starts)
    hours = models.DecimalField(_("hours"), max_digits=7, decimal_places=2)
    calendar = models.CharField(_("calendar"), max_length=10, choices=Hours)
    started_at = models.DateTimeField(_("started"))
    due_at = models.DateTimeField(_("due"))
    # when to warn and to escalate, told by the same calendar; empty where the policy says never
    warns_at = models.DateTimeField(_("warns"), null=True, blank=True)
    escalates_at = models.DateTimeField(_("escalates"), null=True, blank=True)
    paused_at = models.DateTimeField(_("paused"), null=True, blank=True)
    # seconds of its calendar that pauses took, the present one not included
    paused_for = models.PositiveIntegerField(_("paused for (seconds)"), default=0)
    met_at = models.DateTimeField(_("kept"), null=True, blank=True)
    lapsed_at = models.DateTimeField(_("lapsed"), null=True, blank=True)
    waived_at = models.DateTimeField(_("waived"), null=True, blank=True)
    waived_reason = models.CharField(_("why it was waived"), max_length=500, blank=True)
    # the due time at which it was missed, and when the machine warned and escalated
    breached_at = models.DateTimeField(_("missed"), null=True, blank=True)
    warned_at = models.DateTimeField(_("warned"), null=True, blank=True)
    escalated_at = models.DateTimeField(_("escalated"), null=True, blank=True)
    is_standing = models.BooleanField(_("stands"), default=True)

    objects = ClockQuerySet.as_manager()

    class Meta:
        verbose_name = _("clock")
        verbose_name_plural = _("clocks")
        permissions = [("waive_clock", "Can waive a clock")]
        constraints = [
            models.UniqueConstraint(
                fields=["idea", "policy", "started_at"], name="clock_starts_once_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["idea", "policy"],
                condition=~models.Q(starts=Starts.PUBLIC_REPLY),
                name="clock_of_a_receipt_starts_once",
            ),
            models.CheckConstraint(
                condition=models.Q(starts__in=Starts.values, calendar__in=Hours.values),
                name="clock_is_of_a_known_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(due_at__gte=models.F("started_at")),
                name="clock_is_due_after_it_starts",
            ),
            models.CheckConstraint(
                condition=models.Q(waived_at__isnull=True, waived_reason="")
                | (models.Q(waived_at__isnull=False) & ~models.Q(waived_reason="")),
                name="clock_is_waived_for_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(met_at__isnull=True) | models.Q(lapsed_at__isnull=True),
                name="clock_is_kept_or_lapses",
            ),
            models.CheckConstraint(
                condition=models.Q(escalated_at__isnull=True) | models.Q(breached_at__isnull=False),
                name="clock_escalates_once_missed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(
                    met_at__isnull=True, waived_at__isnull=True, lapsed_at__isnull=True
                ),
                name="clock_open_due",
            ),
            models.Index(
                fields=["due_at"], condition=models.Q(breached_at__isnull=True), name="clock_kept"
            ),
            models.Index(
                fields=["warns_at"], condition=models.Q(warned_at__isnull=True), name="clock_warns"
            ),
            models.Index(
                fields=["escalates_at"],
                condition=models.Q(escalated_at__isnull=True, breached_at__isnull=False),
                name="clock_escalates",
            ),
        ]

    def __str__(self) -> str:
        return str(self.policy)

    @property
    def ended_at(self) -> datetime | None:
        """When it came to its end: kept, waived or lapsed, whichever was first."""
        ends = [end for end in (self.met_at, self.waived_at, self.lapsed_at) if end is not None]
        return min(ends, default=None)

"""Decision: what people resolved about an idea, and the numbers as they stood then."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ideas.models.idea import Idea, Route


class Outcome(models.TextChoices):
    """What was resolved."""

    APPROVE = "approve", _("approved")
    DECLINE = "decline", _("turned down for good")
    PARK = "park", _("put off")


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Questions asked of decisions."""

    def standing(self) -> DecisionQuerySet:
        """Decisions that hold: no later one replaced them, nobody took them back."""
        return self.filter(is_standing=True)

    def approving(self) -> DecisionQuerySet:
        """Standing decisions to make the thing."""
        return self.standing().filter(outcome=Outcome.APPROVE)

    def told(self) -> DecisionQuerySet:
        """What a list of decisions shows, the newest first, in one query."""
        return self.select_related("made_by", "approver").order_by("-made_at", "-pk")


class Decision(models.Model):
    """Approved by a route, turned down or put off: by whom, why, on which numbers."""

    idea = models.ForeignKey(
        Idea, verbose_name=_("idea"), on_delete=models.PROTECT, related_name="decisions"
    )
    outcome = models.CharField(_("decision"), max_length=10, choices=Outcome)
    route = models.CharField(_("route"), max_length=20, choices=Route, blank=True)
    reason = models.TextField(_("internal reason"), blank=True)
    public_reason = models.TextField(_("reason fit to be read in public"), blank=True)
    revisit_on = models.DateField(_("look again on"), null=True)
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("approver"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    mentions = models.PositiveIntegerField(_("mentions"))
    fans = models.PositiveIntegerField(_("fans"), null=True)
    effective = models.FloatField(_("effective"))
    votes = models.PositiveIntegerField(_("votes"))
    expected_units = models.PositiveBigIntegerField(_("expected units"), null=True)
    threshold = models.PositiveIntegerField(_("threshold of mass production"), null=True)
    is_standing = models.BooleanField(_("stands"), default=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.UniqueConstraint(
                fields=["idea"],
                condition=models.Q(is_standing=True),
                name="decision_stands_once_an_idea",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome=Outcome.APPROVE, route__in=Route.values)
                | models.Q(outcome__in=[Outcome.DECLINE, Outcome.PARK], route=""),
                name="decision_approves_a_route",
            ),
            models.CheckConstraint(
                condition=~models.Q(route=Route.MASS)
                | models.Q(
                    expected_units__isnull=False,
                    threshold__isnull=False,
                    expected_units__gte=models.F("threshold"),
                ),
                name="decision_for_mass_reaches_the_threshold",
            ),
            models.CheckConstraint(
                condition=~models.Q(route=Route.SMALL_BATCH)
                | (models.Q(approver__isnull=False) & ~models.Q(reason="")),
                name="decision_for_a_small_batch_names_who_and_why",
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome=Outcome.DECLINE) | ~models.Q(public_reason=""),
                name="decision_to_decline_has_a_public_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome=Outcome.PARK) | models.Q(revisit_on__isnull=False),
                name="decision_to_park_names_a_day",
            ),
        ]
        indexes = [models.Index(fields=["idea", "-made_at"], name="decision_of_idea")]

    def __str__(self) -> str:
        route = f" ({self.get_route_display()})" if self.route else ""
        return f"{self.get_outcome_display()}{route}"

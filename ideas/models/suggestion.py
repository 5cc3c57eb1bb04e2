"""Suggestion: what a second look would do to clusters that people have touched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ideas.models.cluster import Cluster

if TYPE_CHECKING:
    from collections.abc import Iterable


class Act(models.TextChoices):
    """What is suggested."""

    JOIN = "join", _("join two clusters")
    DIVIDE = "divide", _("divide a cluster")


class SuggestionState(models.TextChoices):
    """What became of it."""

    OPEN = "open", _("waits")
    ACCEPTED = "accepted", _("accepted")
    DISMISSED = "dismissed", _("turned down")


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    """Questions asked of suggestions."""

    def open(self) -> SuggestionQuerySet:
        """Suggestions nobody has decided on."""
        return self.filter(state=SuggestionState.OPEN)

    def waiting_beside(self, row: int) -> SuggestionQuerySet:
        """Open suggestions of the very act that another one is about."""
        twin = Suggestion.objects.filter(pk=row)
        return (
            self.open()
            .exclude(pk=row)
            .filter(
                models.Q(other__in=twin.values("other")) | models.Q(act=Act.DIVIDE),
                act__in=twin.values("act"),
                one__in=twin.values("one"),
            )
        )

    def outdated(self) -> SuggestionQuerySet:
        """Open suggestions about a cluster that is empty by now."""
        return self.open().filter(models.Q(one__size=0) | models.Q(other__size=0))

    def settled(self, clusters: Iterable[int]) -> SuggestionQuerySet:
        """Suggestions on these clusters that are not to be made once more."""
        return self.exclude(state=SuggestionState.ACCEPTED).filter(one__in=list(clusters))

    def with_clusters(self) -> SuggestionQuerySet:
        """What a list of suggestions shows, in one query."""
        return self.select_related("one", "other").defer("one__centroid", "other__centroid")


class Suggestion(models.Model):
    """The machine's advice; only a person carries it out."""

    act = models.CharField(_("act"), max_length=10, choices=Act)
    one = models.ForeignKey(
        Cluster, verbose_name=_("cluster"), on_delete=models.CASCADE, related_name="+"
    )
    other = models.ForeignKey(
        Cluster,
        verbose_name=_("other cluster"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
    )
    why: models.JSONField[Any, Any] = models.JSONField(_("why"), default=dict)
    state = models.CharField(
        _("decision"), max_length=10, choices=SuggestionState, default=SuggestionState.OPEN
    )
    made_at = models.DateTimeField(_("suggested"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(act=Act.JOIN, other__isnull=False, one__lt=models.F("other"))
                | models.Q(act=Act.DIVIDE, other__isnull=True),
                name="suggestion_joins_two_or_divides_one",
            ),
            models.CheckConstraint(
                condition=models.Q(state=SuggestionState.OPEN, decided_at__isnull=True)
                | models.Q(
                    state__in=[SuggestionState.ACCEPTED, SuggestionState.DISMISSED],
                    decided_at__isnull=False,
                ),
                name="suggestion_decided_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["act", "one", "other"],
                condition=~models.Q(state=SuggestionState.ACCEPTED),
                nulls_distinct=False,
                name="suggestion_made_once",
            ),
        ]

    def __str__(self) -> str:
        names = [str(cluster) for cluster in (self.one, self.other) if cluster is not None]
        return f"{self.get_act_display()}: {' + '.join(names)}"

"""Idea: what we might build; owned by people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engine.nlp.normalise import bigrams
from feedback.models import Comment, ProductLine, RequestKind, Tag
from ideas.models.arrays import asked_in

if TYPE_CHECKING:
    from datetime import date

    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser


class Status(models.TextChoices):
    """Where an idea stands between a wish and a product."""

    CANDIDATE = "candidate", _("candidate")
    TRIAGED = "triaged", _("triaged")
    ACKNOWLEDGED = "acknowledged", _("acknowledged")
    IN_REVIEW = "in_review", _("in review")
    PLANNED = "planned", _("planned")
    CONCEPT = "concept", _("concept")
    PROTOTYPE = "prototype", _("prototype")
    LAUNCHED = "launched", _("launched")
    CLOSED_LOOP = "closed_loop", _("closed loop")
    PARKED = "parked", _("parked")
    DECLINED = "declined", _("declined")
    DISMISSED = "dismissed", _("dismissed")


# From here on fans can buy it: who still asks has not heard, or wants something else.
LAUNCHED = (Status.LAUNCHED, Status.CLOSED_LOOP)


class Route(models.TextChoices):
    """How an idea would be made."""

    MASS = "mass", _("mass production")
    SMALL_BATCH = "small_batch", _("small batch")


class IdeaQuerySet(models.QuerySet["Idea"]):
    """Questions asked of ideas."""

    def standing(self) -> IdeaQuerySet:
        """Ideas whose making nobody has taken back."""
        return self.filter(is_standing=True)

    def open(self) -> IdeaQuerySet:
        """Ideas that stand and were not merged into another."""
        return self.standing().filter(merged_into__isnull=True)

    def ranked(self) -> IdeaQuerySet:
        """Strongest support first; ranks read effective only."""
        return self.order_by(models.F("support__effective").desc(nulls_last=True), "pk")

    def with_numbers(self) -> IdeaQuerySet:
        """What a list of ideas shows, in one query."""
        return self.select_related("support", "product_line", "owner")

    def watched_by(self, user: AbstractBaseUser | AnonymousUser) -> IdeaQuerySet:
        """Ideas that a colleague watches, also by an idea that was merged into them."""
        watched = Idea.objects.filter(watches__user=user.pk, watches__is_standing=True)
        return self.filter(pk__in=watched.values("root"))

    def to_wake(self, today: date) -> IdeaQuerySet:
        """Parked ideas whose day to look again has come."""
        return self.open().filter(status=Status.PARKED, revisit_on__lte=today)

    def asked_after_launch(self) -> IdeaQuerySet:
        """Launched ideas that fans went on asking for, as support was last counted."""
        return self.filter(status__in=LAUNCHED, support__last_asked_at__gt=models.F("launched_at"))

    def search(self, query: str) -> IdeaQuerySet:
        """Ideas whose title, summary or evidence holds every word of the query."""
        pairs = [pair for word in query.split() for pair in bigrams(word) if len(pair) > 1]
        if not pairs:
            return self.filter(title__icontains=query.strip())
        said = Comment.objects.search(query).standing()
        found = Idea.objects.filter(asked_in(said, request="evidence__request")).values("pk")
        return self.filter(models.Q(search_terms__contains=pairs) | models.Q(pk__in=found))


class Idea(models.Model):
    """What we might build; stands on one or more clusters of requests."""

    kind = models.CharField(
        _("kind"), max_length=10, choices=RequestKind, default=RequestKind.PRODUCT
    )
    proposed_title = models.CharField(_("title proposed by machine"), max_length=120, blank=True)
    given_title = models.CharField(_("title"), max_length=120, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.CANDIDATE)
    route = models.CharField(_("route"), max_length=20, choices=Route, blank=True)
    product_line = models.ForeignKey(
        ProductLine,
        verbose_name=_("product line"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="ideas",
    )
    public_reply = models.URLField(_("public reply"), max_length=500, blank=True)
    public_reason = models.TextField(_("reason fit to be read in public"), blank=True)
    revisit_on = models.DateField(_("look again on"), null=True, blank=True)
    launched_at = models.DateTimeField(_("launched"), null=True, blank=True, editable=False)
    tags = models.ManyToManyField(Tag, verbose_name=_("tags"), blank=True, related_name="ideas")
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
    )
    # Where merges led: the idea itself, or the last of the chain. A trigger of the database
    # keeps it and refuses a cycle, so a row just made knows it only when it is read again.
    root = models.ForeignKey(
        "self",
        verbose_name=_("where it went"),
        on_delete=models.PROTECT,
        editable=False,
        related_name="family",
    )
    is_standing = models.BooleanField(_("stands"), default=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated"), default=timezone.now)
    search_terms: ArrayField[Any, Any] = ArrayField(
        models.CharField(max_length=2), default=list, editable=False
    )
    # A title given by a person wins over the machine's, in the database.
    title = models.GeneratedField(
        expression=Coalesce(
            NullIf(models.F("given_title"), models.Value("")), models.F("proposed_title")
        ),
        output_field=models.CharField(_("title"), max_length=120),
        db_persist=True,
        verbose_name=_("title"),
    )

    objects = IdeaQuerySet.as_manager()

    class Meta:
        verbose_name = _("idea")
        verbose_name_plural = _("ideas")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(given_title="", proposed_title=""), name="idea_has_a_title"
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-updated_at"], name="idea_status_updated"),
            models.Index(fields=["updated_at", "id"], name="idea_updated"),
            GinIndex(fields=["search_terms"], name="idea_search"),
        ]

    def __str__(self) -> str:
        return self.given_title or self.proposed_title

    def is_asked_after_launch(self) -> bool:
        """Whether fans went on asking for it once it was to be had."""
        support = getattr(self, "support", None)
        if support is None or support.last_asked_at is None or self.launched_at is None:
            return False
        return self.status in LAUNCHED and bool(support.last_asked_at > self.launched_at)

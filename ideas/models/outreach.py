"""Template, Outreach, OptOut: closing the loop with the fans who asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback.models import Channel, Comment, CommentState, Fan, Label
from ideas.models.idea import Idea, Status

if TYPE_CHECKING:
    from collections.abc import Iterable

# The statuses fans are told of; a test holds them against the table of moves.
MILESTONES = (
    Status.ACKNOWLEDGED,
    Status.PLANNED,
    Status.CONCEPT,
    Status.PROTOTYPE,
    Status.LAUNCHED,
    Status.DECLINED,
)
_CHOICES = [(status.value, status.label) for status in MILESTONES]


class OutreachState(models.TextChoices):
    """How far telling one fan has come."""

    QUEUED = "queued", _("queued")
    APPROVED = "approved", _("approved to be sent")
    SENT = "sent", _("told")
    FAILED = "failed", _("could not be sent")
    UNREACHABLE = "unreachable", _("cannot be reached")
    OPTED_OUT = "opted_out", _("wants to hear nothing")


# Of two rows about one fan, after a merge, the one that came further stands for both.
_FURTHEST_FIRST = (
    OutreachState.SENT,
    OutreachState.OPTED_OUT,
    OutreachState.APPROVED,
    OutreachState.FAILED,
    OutreachState.UNREACHABLE,
    OutreachState.QUEUED,
)
_READ = models.Q(next_label__gt="")


class Template(models.Model):
    """What is said at a milestone in the brand's voice; of a channel before that of all."""

    milestone = models.CharField(_("milestone"), max_length=20, choices=_CHOICES)
    channel = models.CharField(
        _("channel"),
        max_length=20,
        choices=Channel,
        blank=True,
        help_text=_("Empty: for all channels that have none of their own."),
    )
    text = models.TextField(_("wording"))
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("template")
        verbose_name_plural = _("templates")
        constraints = [
            models.UniqueConstraint(
                fields=["milestone", "channel"],
                condition=models.Q(is_active=True),
                name="template_once_a_milestone_and_channel",
            ),
            models.CheckConstraint(
                condition=models.Q(milestone__in=MILESTONES) & ~models.Q(text=""),
                name="template_says_something_of_a_milestone",
            ),
        ]

    def __str__(self) -> str:
        channel = self.get_channel_display() if self.channel else _("all channels")
        return f"{self.get_milestone_display()} · {channel}"


class OutreachQuerySet(models.QuerySet["Outreach"]):
    """Questions asked of the lists of fans to tell."""

    def standing(self) -> OutreachQuerySet:
        """Fans who still stand behind the idea, or were told."""
        return self.filter(is_standing=True, idea__is_standing=True)

    def once(self) -> OutreachQuerySet:
        """Each fan once a milestone, also where lists met by a merge."""
        rank = models.Case(
            *(models.When(state=state, then=place) for place, state in enumerate(_FURTHEST_FIRST)),
            output_field=models.IntegerField(),
        )
        others = (
            Outreach.objects.filter(
                idea__root=models.OuterRef("idea__root"),
                milestone=models.OuterRef("milestone"),
                fan=models.OuterRef("fan"),
                is_standing=True,
                idea__is_standing=True,
            )
            .annotate(further=rank)
            .order_by("further", "pk")
        )
        first = models.Subquery(others.values("pk")[:1])
        return self.standing().filter(pk=first)

    def of(self, ideas: Iterable[int]) -> OutreachQuerySet:
        """Lists of these ideas and of all that was merged into them."""
        return self.filter(idea__root__in=list(ideas))

    def told(self) -> OutreachQuerySet:
        """What a list of them shows, in one query."""
        return self.select_related("idea__root", "fan", "comment__thread").defer(
            "idea__search_terms", "idea__root__search_terms", "comment__search_terms"
        )

    def with_next_words(self) -> OutreachQuerySet:
        """Add `next_comment` and `next_label`: what a told fan said first afterwards.

        Spam says nothing, and what is not read yet is not known: null and "".
        """
        moment = Coalesce("created_at", "received_at")
        said = (
            Comment.objects.filter(fan=models.OuterRef("fan"), state=CommentState.VISIBLE)
            .exclude(label=Label.SPAM)
            .annotate(moment=moment)
            .filter(moment__gt=models.OuterRef("sent_at"))
            .order_by("moment", "pk")
        )
        return self.annotate(
            next_comment=models.Subquery(said.values("pk")[:1]),
            next_label=models.Subquery(said.values("label")[:1]),
        )

    def heard(self) -> OutreachQuerySet:
        """Those whose next words are there and read."""
        return self.with_next_words().filter(_READ)

    def satisfied(self) -> OutreachQuerySet:
        """Those whose next words are no complaint."""
        return self.with_next_words().filter(_READ, ~models.Q(next_label=Label.COMPLAINT))


class Outreach(models.Model):
    """One fan to be told of one milestone; what is told goes out by people's hands only."""

    idea = models.ForeignKey(
        Idea, verbose_name=_("idea"), on_delete=models.PROTECT, related_name="outreach"
    )
    milestone = models.CharField(_("milestone"), max_length=20, choices=_CHOICES)
    fan = models.ForeignKey(
        Fan, verbose_name=_("fan"), on_delete=models.PROTECT, related_name="outreach"
    )
    # the first they wrote of it; none of who only voted
    comment = models.ForeignKey(
        Comment,
        verbose_name=_("comment"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    draft = models.TextField(_("draft"), blank=True)
    is_reworded = models.BooleanField(_("reworded by a person"), default=False)
    state = models.CharField(
        _("state"), max_length=20, choices=OutreachState, default=OutreachState.QUEUED
    )
    is_first_asker = models.BooleanField(_("first asker"), default=False)
    sent_at = models.DateTimeField(_("told at"), null=True, blank=True)
    link = models.URLField(_("link of what was sent"), max_length=500, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    listed_at = models.DateTimeField(_("listed"), default=timezone.now)
    is_standing = models.BooleanField(_("stands"), default=True, editable=False)

    objects = OutreachQuerySet.as_manager()

    class Meta:
        verbose_name = _("fan to tell")
        verbose_name_plural = _("fans to tell")
        constraints = [
            models.UniqueConstraint(
                fields=["idea", "milestone", "fan"], name="outreach_once_a_fan_and_milestone"
            ),
            models.UniqueConstraint(
                fields=["idea", "milestone"],
                condition=models.Q(is_first_asker=True),
                name="outreach_has_one_first_asker",
            ),
            models.CheckConstraint(
                condition=models.Q(milestone__in=MILESTONES)
                & models.Q(state__in=OutreachState.values),
                name="outreach_is_of_a_milestone",
            ),
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False)
                | (~models.Q(state="sent") & models.Q(sent_at__isnull=True, link="")),
                name="outreach_is_sent_at_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["approved", "sent"]) | ~models.Q(draft=""),
                name="outreach_says_something",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-id"], name="outreach_state"),
            models.Index(fields=["fan"], name="outreach_of_fan"),
            models.Index(
                fields=["sent_at"], condition=models.Q(state="sent"), name="outreach_sent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_milestone_display()} → {self.fan}"


class OptOutQuerySet(models.QuerySet["OptOut"]):
    """Questions asked of what fans do not want."""

    def standing(self) -> OptOutQuerySet:
        """Wishes nobody has taken back."""
        return self.filter(is_standing=True)


class OptOut(models.Model):
    """A fan who wants to hear nothing on their channel; a fan is of one channel."""

    fan = models.OneToOneField(
        Fan, verbose_name=_("fan"), on_delete=models.PROTECT, related_name="opt_out"
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recorded by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    made_at = models.DateTimeField(_("time"), default=timezone.now)
    is_standing = models.BooleanField(_("stands"), default=True)

    objects = OptOutQuerySet.as_manager()

    class Meta:
        verbose_name = _("opt-out")
        verbose_name_plural = _("opt-outs")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.fan} × {self.fan.get_channel_display()}"

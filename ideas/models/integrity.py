"""IntegrityCase: support that may have been bought, proposed by the machine, decided by people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback.models import Comment, Fan, Thread
from ideas.models.arrays import is_any_of
from ideas.models.evidence import Evidence
from ideas.models.idea import Idea

if TYPE_CHECKING:
    from collections.abc import Iterable


class CaseKind(models.TextChoices):
    """What gave it away."""

    COPIES = "copies", _("the same text from many accounts")
    THREAD_BURST = "thread_burst", _("a burst in one thread")
    RING = "ring", _("accounts that ask together")
    NEWBORN = "newborn", _("many newborn accounts")


class CaseState(models.TextChoices):
    """Whether a person has decided."""

    OPEN = "open", _("waits")
    DECIDED = "decided", _("decided")


class CaseOutcome(models.TextChoices):
    """What a person decided: how the members count from then on."""

    CAP = "cap", _("capped: together they count like one text")
    EXCLUDE = "exclude", _("left out: they count nothing")
    CLEAR = "clear", _("cleared: they count as before")


class IntegrityCaseQuerySet(models.QuerySet["IntegrityCase"]):
    """Questions asked of cases."""

    def open(self) -> IntegrityCaseQuerySet:
        """Cases nobody has decided."""
        return self.filter(outcome="")

    def decided(self) -> IntegrityCaseQuerySet:
        """Cases a person has decided; they are never changed by the machine."""
        return self.exclude(outcome="")

    def bearing_on(self, ideas: Iterable[int]) -> IntegrityCaseQuerySet:
        """Cases with a member whose comment these ideas stand on, after merges."""
        evidence = Evidence.objects.filter(idea__in=list(ideas)).order_by()
        said = is_any_of("comment", evidence.values("request__comment"))
        return self.filter(is_any_of("pk", CaseMember.objects.filter(said).values("case")))

    def told(self) -> IntegrityCaseQuerySet:
        """What a list of cases shows, the newest first, in one query."""
        members = models.Subquery(
            CaseMember.objects.filter(case=models.OuterRef("pk"))
            .order_by()
            .values("case")
            .annotate(number=models.Count("fan", distinct=True))
            .values("number")
        )
        found = self.select_related("idea", "thread", "decided_by").defer("idea__search_terms")
        return found.annotate(accounts=members).order_by("-found_at", "-pk")


class IntegrityCase(models.Model):
    """Accounts that seem to have acted as one; `reasons` hold figures, never words or names.

    `idea` is the one it was found in, none for a ring. Whom it concerns is said by its members
    alone: a case bears on every idea that stands on a member's comment, by whatever merge, split
    or move it came there.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=CaseKind)
    outcome = models.CharField(_("outcome"), max_length=10, choices=CaseOutcome, blank=True)
    state = models.GeneratedField(
        expression=models.Case(
            models.When(outcome="", then=models.Value(CaseState.OPEN)),
            default=models.Value(CaseState.DECIDED),
        ),
        output_field=models.CharField(_("state"), max_length=10, choices=CaseState),
        db_persist=True,
        verbose_name=_("state"),
    )
    idea = models.ForeignKey(
        Idea,
        verbose_name=_("idea"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
    )
    thread = models.ForeignKey(
        Thread, verbose_name=_("thread"), on_delete=models.SET_NULL, null=True, blank=True
    )
    reasons: models.JSONField[Any, Any] = models.JSONField(_("why"), default=dict)
    found_at = models.DateTimeField(_("found"), default=timezone.now)
    continues = models.ForeignKey(
        "self",
        verbose_name=_("continues"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="continued_by",
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

    objects = IntegrityCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("integrity case")
        verbose_name_plural = _("integrity cases")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[CaseKind.COPIES, CaseKind.NEWBORN],
                    idea__isnull=False,
                    thread__isnull=True,
                )
                | models.Q(kind=CaseKind.THREAD_BURST, idea__isnull=False)
                | models.Q(kind=CaseKind.RING, idea__isnull=True, thread__isnull=True),
                name="case_is_of_what_its_kind_says",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="", decided_at__isnull=True)
                | models.Q(outcome__in=CaseOutcome.values, decided_at__isnull=False),
                name="case_decided_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(continues__isnull=True) | models.Q(continues__lt=models.F("pk")),
                name="case_continues_an_earlier_one",
            ),
            models.UniqueConstraint(
                fields=["kind", "idea", "thread", "continues"],
                condition=models.Q(outcome="", idea__isnull=False),
                nulls_distinct=False,
                name="case_open_once",
            ),
        ]
        indexes = [
            models.Index(fields=["-found_at", "-id"], name="case_found"),
            models.Index(fields=["outcome", "-found_at"], name="case_outcome"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.get_kind_display()}"


class CaseMemberQuerySet(models.QuerySet["CaseMember"]):
    """Questions asked of members."""

    def to_show(self) -> CaseMemberQuerySet:
        """What a page of members shows, in the order of what they said, in one query."""
        return self.select_related("fan", "comment__fan", "comment__thread").order_by(
            models.F("comment__created_at").asc(nulls_last=True), "pk"
        )


class CaseMember(models.Model):
    """One comment of one account in a case; goes with the comment and with the fan.

    Where a member's comment is evidence of an idea, the case bears on all that this fan said
    there.
    """

    case = models.ForeignKey(
        IntegrityCase, verbose_name=_("case"), on_delete=models.CASCADE, related_name="members"
    )
    fan = models.ForeignKey(
        Fan, verbose_name=_("fan"), on_delete=models.CASCADE, related_name="case_members"
    )
    comment = models.ForeignKey(
        Comment, verbose_name=_("comment"), on_delete=models.CASCADE, related_name="case_members"
    )

    objects = CaseMemberQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.UniqueConstraint(fields=["case", "comment"], name="member_once_a_comment"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.fan_id}"


class CaseLookQuerySet(models.QuerySet["CaseLook"]):
    """Questions asked of what was looked at."""

    def due(self) -> models.QuerySet[Idea]:
        """The queue: ideas counted anew since the machine last looked, longest waiting first."""
        return (
            Idea.objects.open()
            .filter(support__isnull=False)
            .exclude(case_look__counted_at=models.F("support__counted_at"))
            .order_by("support__counted_at", "pk")
        )


class CaseLook(models.Model):
    """When the numbers were counted that the machine has looked behind, one row an idea."""

    idea = models.OneToOneField(
        Idea,
        verbose_name=_("idea"),
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="case_look",
    )
    # of the numbers, not of the look: what was being counted meanwhile is looked at again
    counted_at = models.DateTimeField(_("counted"))

    objects = CaseLookQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = _("look for cases")
        verbose_name_plural = _("looks for cases")

    def __str__(self) -> str:
        return f"{self.idea_id} {self.counted_at}"

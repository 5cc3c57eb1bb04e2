"""Comment: one message as posted, with what the machine read and what people said of it."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engine.nlp.normalise import bigrams
from feedback.models.ours import Account, Channel
from feedback.models.people import Fan, Thread, from_fans


class Label(models.TextChoices):
    """What a comment is about."""

    PRODUCT_REQUEST = "product_request", _("product request")
    SERVICE_REQUEST = "service_request", _("service request")
    COMPLAINT = "complaint", _("complaint")
    QUESTION = "question", _("question")
    PRAISE = "praise", _("praise")
    OTHER = "other", _("other")
    SPAM = "spam", _("spam")


class Kind(models.TextChoices):
    """How a comment reached us."""

    COMMENT = "comment", _("comment")
    REPLY = "reply", _("reply")
    MENTION = "mention", _("mention")
    REPOST = "repost", _("repost")
    DIRECT_MESSAGE = "direct_message", _("direct message")
    REVIEW = "review", _("review")
    REVIEW_APPEND = "review_append", _("follow-up review")
    FORUM_POST = "forum_post", _("forum post")


class CommentState(models.TextChoices):
    """Whether the comment still stands on its channel."""

    VISIBLE = "visible", _("visible")
    HIDDEN = "hidden", _("hidden")
    DELETED_UPSTREAM = "deleted_upstream", _("deleted on the channel")
    ERASED = "erased", _("erased")


class Precision(models.TextChoices):
    """How exactly the posting time is known."""

    SECOND = "second", _("second")
    MINUTE = "minute", _("minute")
    DAY = "day", _("day")
    RELATIVE = "relative", _("relative")
    UNKNOWN = "unknown", _("unknown")


class Tag(models.Model):
    """An editor's free word on a comment or an idea."""

    name = models.CharField(_("name"), max_length=40, unique=True)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CommentQuerySet(models.QuerySet["Comment"]):
    """Questions asked of comments."""

    def unread(self) -> CommentQuerySet:
        """Comments the machine has still to read, oldest first."""
        return self.filter(read_at__isnull=True).order_by("pk")

    def read_otherwise(self, version: str) -> CommentQuerySet:
        """Comments read by another version than this; what waits to be read is not among them."""
        read = self.filter(read_at__isnull=False)
        return read.exclude(reader_version=version).order_by("-pk")

    def labelled_by_people(self) -> CommentQuerySet:
        """Comments with words that a person labelled, in order of arrival."""
        return self.exclude(person_label="").exclude(text="").order_by("pk")

    def claimed(self, limit: int) -> CommentQuerySet:
        """Lock up to limit rows that no other worker holds."""
        return self.select_for_update(skip_locked=True, of=("self",))[:limit]

    def standing(self) -> CommentQuerySet:
        """Comments that may count: still on the channel, and of fans."""
        return self.filter(from_fans(), state=CommentState.VISIBLE)

    def search(self, query: str) -> CommentQuerySet:
        """Comments holding every pair of characters of each word of the query."""
        found = self
        for word in query.split():
            pairs = [pair for pair in bigrams(word) if len(pair) > 1]
            if pairs:
                found = found.filter(search_terms__contains=pairs)
            else:
                found = found.filter(text__icontains=word)
        return found

    def with_people(self) -> CommentQuerySet:
        """What a list of comments shows, in one query."""
        return self.select_related("fan", "thread", "account", "product_line")


class Comment(models.Model):
    """One message as posted; its raw text is never edited by us."""

    channel = models.CharField(_("channel"), max_length=20, choices=Channel)
    external_id = models.CharField(_("external id"), max_length=200)
    id_synthesised = models.BooleanField(_("id made by us"), default=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.COMMENT)
    account = models.ForeignKey(
        Account, verbose_name=_("own account"), on_delete=models.SET_NULL, null=True, blank=True
    )
    thread = models.ForeignKey(
        Thread, verbose_name=_("thread"), on_delete=models.SET_NULL, null=True, blank=True
    )
    parent_external_id = models.CharField(_("answers to"), max_length=200, blank=True)
    fan = models.ForeignKey(
        Fan, verbose_name=_("fan"), on_delete=models.SET_NULL, null=True, blank=True
    )
    text_raw = models.TextField(_("raw text"))
    text = models.TextField(_("text"), blank=True)
    quoted: models.JSONField[Any, Any] = models.JSONField(_("quoted"), default=list, blank=True)
    rating = models.FloatField(_("rating"), null=True, blank=True)
    like_count = models.PositiveBigIntegerField(_("likes"), null=True, blank=True)
    reply_count = models.PositiveBigIntegerField(_("replies"), null=True, blank=True)
    repost_count = models.PositiveBigIntegerField(_("reposts"), null=True, blank=True)
    like_count_approx = models.BooleanField(default=False)
    created_at = models.DateTimeField(_("posted"), null=True, blank=True)
    created_at_precision = models.CharField(
        max_length=10, choices=Precision, default=Precision.UNKNOWN
    )
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)
    collected_at = models.DateTimeField(_("collected"), null=True, blank=True)
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    state = models.CharField(
        _("state"), max_length=20, choices=CommentState, default=CommentState.VISIBLE
    )
    url = models.URLField(_("address"), max_length=500, blank=True)

    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    reader_version = models.CharField(_("reader"), max_length=40, blank=True)
    machine_label = models.CharField(_("label by machine"), max_length=20, blank=True)
    machine_confidence = models.FloatField(_("confidence"), null=True, blank=True)
    sentiment = models.FloatField(_("sentiment"), null=True, blank=True)
    fingerprint = models.BigIntegerField(null=True, editable=False)
    search_terms: ArrayField[Any, Any] = ArrayField(
        models.CharField(max_length=2), default=list, editable=False
    )

    person_label = models.CharField(
        _("label by a person"), max_length=20, choices=Label, blank=True
    )
    # [{"start", "end", "kind"}] in order, or null where the machine looks for them itself
    person_spans: models.JSONField[Any, Any] = models.JSONField(
        _("spans by a person"), null=True, blank=True
    )
    product_line = models.ForeignKey(
        "feedback.ProductLine",
        verbose_name=_("product line"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
    )
    tags = models.ManyToManyField(Tag, verbose_name=_("tags"), blank=True, related_name="comments")
    # What a person said wins, in the database: no reading can overrule it by mistake.
    label = models.GeneratedField(
        expression=Coalesce(
            NullIf(models.F("person_label"), models.Value("")), models.F("machine_label")
        ),
        output_field=models.CharField(_("label"), max_length=20, choices=Label),
        db_persist=True,
        verbose_name=_("label"),
    )
    # What people labelled has none, so the order by it puts their work last.
    sureness = models.GeneratedField(
        expression=models.Case(
            models.When(person_label="", then=models.F("machine_confidence")),
            default=models.Value(None),
        ),
        output_field=models.FloatField(_("sureness"), null=True),
        db_persist=True,
        verbose_name=_("sureness"),
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "external_id"], name="comment_once_a_channel"
            ),
            models.CheckConstraint(
                condition=~models.Q(external_id=""), name="comment_has_an_external_id"
            ),
        ]
        indexes = [
            # the reader's queue: read_comments looks for exactly these rows
            models.Index(
                fields=["id"], condition=models.Q(read_at__isnull=True), name="comment_unread"
            ),
            models.Index(fields=["label", "-id"], name="comment_label"),
            models.Index(fields=["-created_at"], name="comment_created"),
            models.Index(fields=["fingerprint"], name="comment_fingerprint"),
            # the inbox's order of doubt: nulls last, as PostgreSQL sorts by itself
            models.Index(fields=["sureness", "-id"], name="comment_sureness"),
            GinIndex(fields=["search_terms"], name="comment_search"),
        ]

    def __str__(self) -> str:
        return self.text[:40] or f"{self.channel}:{self.external_id}"

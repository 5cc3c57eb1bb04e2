"""How ideas, their history, and requests look to a client."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import translation
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from engine.language import asked_language
from feedback.api.serializers import NamedSerializer
from feedback.models import Channel, RequestKind
from ideas.discount_words import discount_sentence
from ideas.models import Idea, Route, Status
from ideas.services.gauging import gauge_of
from ideas.support.discounts import REASONS
from ideas.why_words import LOST

_DISCOUNT = {
    "type": "object",
    "description": "What makes `effective` less than `fans`: `of` would count, `counted` does. "
    "The other figures depend on the reason.",
    "properties": {
        "reason": {
            "type": "string",
            "description": "A code that never changes its meaning; a later version may add some: "
            + ", ".join(f"`{code}`" for code in REASONS),
        },
        "sentence": {
            "type": "string",
            "description": "The same for people, in the language of `Accept-Language`.",
        },
        "fans": {"type": "integer"},
        "of": {"type": "number"},
        "counted": {"type": "number"},
        "text": {"type": "string"},
        "texts": {"type": "integer"},
        "nameless": {"type": "integer", "description": "Texts without an author among them."},
        "wordings": {"type": "integer", "description": "Of so many more in one row."},
        "signals": {"type": "array", "items": {"type": "string"}},
        "case": {"type": "integer"},
        "kind": {"type": "string"},
        "outcome": {"type": "string", "description": "`cap` or `exclude`."},
    },
    "required": ["reason", "sentence", "fans", "counted"],
}


class SupportSerializer(serializers.Serializer[Any]):
    """What stands behind an idea; rank by `effective` only."""

    mentions = serializers.IntegerField(help_text="Comments.", default=0)
    fans = serializers.IntegerField(
        allow_null=True, default=None, help_text="Distinct fans; null where nobody is named."
    )
    effective = serializers.FloatField(
        default=0.0, help_text="Fans after discounts; what ranks and gates read."
    )
    low = serializers.FloatField(
        default=0.0,
        help_text="At least: unknown accounts count half, suspicious ones a tenth, cases nobody "
        "has decided are capped.",
    )
    high = serializers.FloatField(
        default=0.0, help_text="At most: every account counts and no case is capped."
    )
    votes = serializers.IntegerField(default=0, help_text="Explicit votes.")
    likes = serializers.IntegerField(default=0, help_text="Shown, never added.")
    first_asked_at = serializers.DateTimeField(allow_null=True, default=None)
    last_asked_at = serializers.DateTimeField(allow_null=True, default=None)
    discounts = serializers.SerializerMethodField()

    @extend_schema_field({"type": "array", "items": _DISCOUNT})
    def get_discounts(self, support: Any) -> Any:
        """Every discount, so that the number can be checked."""
        found = getattr(support, "discounts", [])
        with translation.override(asked_language(self.context["request"])):
            return [{**row, "sentence": discount_sentence(row)} for row in found]


class CountedSerializer(SupportSerializer):
    """What stands behind an idea, with how and when it was counted."""

    formula = serializers.CharField(default="", help_text="Its version; see docs/support.md.")
    counted_at = serializers.DateTimeField(allow_null=True, default=None)


class GaugeSerializer(serializers.Serializer[Any]):
    """Expected units against the threshold of mass production; null without a product line."""

    expected_units = serializers.IntegerField(
        source="expected",
        allow_null=True,
        help_text="Effective × the product line's units per supporter.",
    )
    threshold = serializers.IntegerField(allow_null=True)
    is_reached = serializers.BooleanField(help_text="Whether mass production may be approved.")


class IdeaSerializer(serializers.Serializer[Idea]):
    """What might be built."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    summary = serializers.CharField()
    kind = serializers.ChoiceField(choices=RequestKind.choices)
    status = serializers.ChoiceField(choices=Status.choices)
    route = serializers.ChoiceField(choices=Route.choices, allow_blank=True)
    product_line = NamedSerializer(allow_null=True)
    owner = serializers.CharField(
        source="owner.username",
        default=None,
        allow_null=True,
        help_text="User name of who looks after it.",
    )
    tags = serializers.SerializerMethodField()
    support = serializers.SerializerMethodField()
    gauge = serializers.SerializerMethodField()
    launched_at = serializers.DateTimeField(allow_null=True)
    asked_after_launch = serializers.BooleanField(
        source="is_asked_after_launch", help_text="Fans went on asking once it was to be had."
    )
    public_reply = serializers.CharField(help_text="Where the fans were answered, or empty.")
    public_reason = serializers.CharField(help_text="Why not, fit to be read in public.")
    revisit_on = serializers.DateField(allow_null=True)
    merged_into = serializers.SerializerMethodField(help_text="The idea that took its place.")
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    evidence_url = serializers.SerializerMethodField()
    history_url = serializers.SerializerMethodField()

    def get_merged_into(self, idea: Idea) -> int | None:
        """Where merges led, at the end of the chain."""
        return idea.root_id if idea.merged_into_id is not None else None

    def get_tags(self, idea: Idea) -> list[str]:
        """The tags' names."""
        return [tag.name for tag in idea.tags.all()]

    @extend_schema_field(SupportSerializer)
    def get_support(self, idea: Idea) -> Any:
        """The numbers as last counted; zeros before the first count."""
        support = getattr(idea, "support", object())
        return SupportSerializer(support, context=self.context).data

    @extend_schema_field(GaugeSerializer)
    def get_gauge(self, idea: Idea) -> Any:
        """By the numbers as last counted."""
        return GaugeSerializer(gauge_of(idea)).data

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_evidence_url(self, idea: Idea) -> str:
        """Where the evidence is."""
        return self._url("ideas:idea-evidence", idea)

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_history_url(self, idea: Idea) -> str:
        """Where the history of status and fields is."""
        return self._url("ideas:idea-history", idea)

    def _url(self, name: str, idea: Idea) -> str:
        url: str = self.context["request"].build_absolute_uri(reverse(name, args=[idea.pk]))
        return url


class ChangeSerializer(serializers.Serializer[Any]):
    """One field that was changed."""

    idea = serializers.IntegerField(
        source="row", help_text="The idea itself, or one that was merged into it or came back."
    )
    field = serializers.CharField()
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)


class OperationSerializer(serializers.Serializer[Any]):
    """One change that a person made."""

    id = serializers.IntegerField()
    kind = serializers.CharField(help_text="`idea.status`, `idea.edit`, …")
    at = serializers.DateTimeField()
    by = serializers.CharField(source="actor.username", default=None, allow_null=True)
    reason = serializers.CharField()
    changes = ChangeSerializer(source="shown", many=True)


class ClusterSerializer(serializers.Serializer[Any]):
    """A group of requests that the idea stands on."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    size = serializers.IntegerField(help_text="Requests, before those that do not count.")


class PlaceSerializer(serializers.Serializer[Any]):
    """The post a comment stands under."""

    channel = serializers.ChoiceField(choices=Channel.choices)
    external_id = serializers.CharField()
    title = serializers.CharField()
    url = serializers.CharField()


class QuoteSerializer(serializers.Serializer[Any]):
    """A request that was there before."""

    request = serializers.IntegerField()
    text = serializers.CharField()
    similarity = serializers.FloatField()


class IdeaNameSerializer(serializers.Serializer[Any]):
    """An idea by name."""

    id = serializers.IntegerField()
    title = serializers.CharField()


class RunnerUpSerializer(serializers.Serializer[Any]):
    """The best cluster that was not chosen."""

    cluster = serializers.IntegerField()
    title = serializers.CharField()
    similarity = serializers.FloatField()
    idea = IdeaNameSerializer(allow_null=True)
    lost = serializers.ListField(
        child=serializers.CharField(),
        help_text="Codes that never change their meaning; a later version may add some: "
        + ", ".join(f"`{code}`" for code in LOST),
    )
    lost_sentences = serializers.ListField(
        child=serializers.CharField(),
        help_text="The same for people, one for one, in the language of `Accept-Language`.",
    )


class WhySerializer(serializers.Serializer[Any]):
    """Why a request is in its cluster."""

    similarity = serializers.FloatField(allow_null=True, help_text="Null for the first of all.")
    threshold = serializers.FloatField(allow_null=True)
    shared_terms = serializers.ListField(child=serializers.CharField())
    nearest = QuoteSerializer(many=True)
    runner_up = RunnerUpSerializer(allow_null=True)
    verdict = serializers.CharField(
        allow_blank=True, help_text="`same` or `different` where a person decided."
    )
    sentences = serializers.ListField(
        child=serializers.CharField(),
        help_text="What verdicts of people and a second look did, for people, in the language of "
        "`Accept-Language`; often empty.",
    )
    version = serializers.CharField()

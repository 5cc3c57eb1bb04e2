"""How requests look to a client: the span, its comment, its place, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import translation
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from engine.language import asked_language
from feedback.api.reasons import ReasonsField
from feedback.intake import PRECISIONS
from feedback.models import Channel, FanRequest, RequestKind
from ideas.api.reasons import opaque_fan
from ideas.api.serializers import PlaceSerializer, WhySerializer

if TYPE_CHECKING:
    from ideas.models import Assignment, Evidence


class SaidSerializer(serializers.Serializer[Any]):
    """The comment a request stands in; never who wrote it."""

    id = serializers.IntegerField()
    channel = serializers.ChoiceField(choices=Channel.choices)
    text = serializers.CharField()
    thread = PlaceSerializer(allow_null=True)
    like_count = serializers.IntegerField(allow_null=True, help_text="Null where unknown.")
    created_at = serializers.DateTimeField(allow_null=True, help_text="Posted; null if unknown.")
    created_at_precision = serializers.ChoiceField(choices=PRECISIONS)


class RequestSerializer(serializers.Serializer[Any]):
    """One thing asked for: `comment.text[start:end]`."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=RequestKind.choices)
    start = serializers.IntegerField(help_text="Offset into the comment's text.")
    end = serializers.IntegerField()
    text = serializers.CharField(help_text="The span that asks.")
    content = serializers.CharField(help_text="The thing asked for.")
    is_vague = serializers.BooleanField(help_text="Asks for nothing concrete; not grouped.")
    confidence = serializers.FloatField()
    why = ReasonsField(read_only=True, help_text="Why it was read as a request.")
    created_at = serializers.DateTimeField(help_text="When it was found.")
    comment = SaidSerializer()


class AssignedRequestSerializer(RequestSerializer):
    """A request with the cluster and the idea it belongs to, if any."""

    cluster = serializers.SerializerMethodField()
    idea = serializers.SerializerMethodField()

    @extend_schema_field({"type": "integer", "nullable": True})
    def get_cluster(self, request: FanRequest) -> int | None:
        """The cluster it was grouped into."""
        return next((found.cluster_id for found in _open(request)), None)

    @extend_schema_field({"type": "integer", "nullable": True})
    def get_idea(self, request: FanRequest) -> int | None:
        """The idea that stands on it, by its cluster or by a person's word."""
        found: int | None = request.stands_for  # type: ignore[attr-defined]
        return found


class EvidenceSerializer(serializers.Serializer[Any]):
    """A request that an idea stands on, and why."""

    request = RequestSerializer()
    cluster = serializers.IntegerField(
        source="cluster_id", allow_null=True, help_text="Null while it waits to be grouped."
    )
    is_representative = serializers.SerializerMethodField(help_text="Stands for its cluster.")
    is_pinned = serializers.SerializerMethodField(help_text="A person put it here.")
    fan = serializers.SerializerMethodField()
    why = serializers.SerializerMethodField()

    @extend_schema_field(
        {
            "type": "string",
            "nullable": True,
            "description": "Tells fans apart within this idea; null where nobody is named.",
        }
    )
    def get_fan(self, evidence: Evidence) -> str | None:
        """An opaque mark of the fan."""
        return opaque_fan(evidence)

    @extend_schema_field(WhySerializer)
    def get_why(self, evidence: Evidence) -> Any:
        """Why it belongs here."""
        with translation.override(asked_language(self.context["request"])):
            return self.context["reasons"].why(evidence)

    @extend_schema_field({"type": "boolean"})
    def get_is_representative(self, evidence: Evidence) -> bool:
        """Whether later requests are compared with it."""
        return evidence.assignment is not None and evidence.assignment.is_representative

    @extend_schema_field({"type": "boolean"})
    def get_is_pinned(self, evidence: Evidence) -> bool:
        """Whether a person put it here."""
        return evidence.pin_id is not None


def _open(request: FanRequest) -> list[Assignment]:
    found: list[Assignment] = request.open_assignments  # type: ignore[attr-defined]
    return found

"""What the endpoints of fans to tell take and answer."""

from __future__ import annotations

from typing import Any

from django_filters import rest_framework as filters
from rest_framework import serializers

from engine.api.filters import AnyOf
from feedback.models import Channel
from ideas.api.structure import NumbersField, WhySerializer
from ideas.models import MILESTONES, Award, Outreach, OutreachState
from ideas.services.needs import MOST_REASON
from ideas.services.outreach import link_of

_MILESTONES = [(status.value, status.label) for status in MILESTONES]


class OutreachFilters(filters.FilterSet):  # type: ignore[misc]
    """Milestone, state, channel, first asker."""

    milestone = AnyOf(choices=_MILESTONES, help_text="Only these; may be repeated.")
    state = AnyOf(choices=OutreachState.choices, help_text="Only these; may be repeated.")
    channel = AnyOf(
        field_name="fan__channel", choices=Channel.choices, help_text="Only these channels."
    )
    first_asker = filters.BooleanFilter(
        field_name="is_first_asker", help_text="`true`: only who asked first."
    )


class OutreachSerializer(serializers.Serializer[Outreach]):
    """A fan to be told of a milestone; name and draft only for who tells fans."""

    id = serializers.IntegerField()
    idea = serializers.IntegerField(source="idea.root_id")
    milestone = serializers.ChoiceField(choices=_MILESTONES)
    channel = serializers.ChoiceField(source="fan.channel", choices=Channel.choices)
    state = serializers.ChoiceField(choices=OutreachState.choices)
    is_first_asker = serializers.BooleanField()
    comment = serializers.IntegerField(
        source="comment_id", allow_null=True, help_text="The first they wrote of it; null: a vote."
    )
    comment_url = serializers.SerializerMethodField(help_text="Where; empty if not known.")
    sent_at = serializers.DateTimeField(allow_null=True)
    link = serializers.CharField(help_text="What was sent.")
    fan = serializers.SerializerMethodField(
        help_text="Masked; null without the scope `outreach:read`."
    )
    draft = serializers.SerializerMethodField(help_text="Null without the scope `outreach:read`.")

    def get_comment_url(self, row: Outreach) -> str:
        """Where they wrote it."""
        return link_of(row)

    def get_fan(self, row: Outreach) -> str | None:
        """The masked name."""
        return row.fan.masked_name if self.context["may_see_fans"] else None

    def get_draft(self, row: Outreach) -> str | None:
        """What they would be told, which may name them."""
        return row.draft if self.context["may_see_fans"] else None


class MilestoneSerializer(serializers.Serializer[Any]):
    """Which list."""

    milestone = serializers.ChoiceField(choices=_MILESTONES)


class PlannedSerializer(serializers.Serializer[Any]):
    """What became of a list."""

    listed = serializers.IntegerField(help_text="Fans on it now.")
    added = serializers.IntegerField()
    gone = serializers.IntegerField(help_text="Who stands behind the idea no longer.")


class ChosenSerializer(WhySerializer):
    """Which fans, by the ids of their rows; up to 200."""

    outreach = NumbersField(min_length=1)


class SentSerializer(ChosenSerializer):
    """Fans who were told, by somebody, on their channel."""

    link = serializers.CharField(
        required=False, allow_blank=True, max_length=500, help_text="What was sent."
    )
    sent_at = serializers.DateTimeField(required=False, help_text="Now, if not given.")


class DoneSerializer(serializers.Serializer[Any]):
    """What an act changed, as one operation."""

    done = serializers.IntegerField()
    left = serializers.ListField(
        child=serializers.IntegerField(), help_text="Rows whose state does not lead there."
    )


class OptedOutSerializer(serializers.Serializer[Any]):
    """Fans who are told nothing from now on."""

    opted_out = serializers.IntegerField(help_text="How many are new.")


class AwardSerializer(serializers.Serializer[Award]):
    """A first unit given; who got it is not told, but what they wrote."""

    id = serializers.IntegerField()
    idea = serializers.IntegerField(source="idea_id", help_text="For which it was given.")
    channel = serializers.CharField(source="fan.channel")
    comment = serializers.IntegerField(source="comment_id", allow_null=True)
    note = serializers.CharField()
    by = serializers.CharField(source="made_by.username")
    made_at = serializers.DateTimeField()


class GiveSerializer(serializers.Serializer[Any]):
    """What is given."""

    note = serializers.CharField(required=False, allow_blank=True, max_length=MOST_REASON)


class ExportSerializer(serializers.Serializer[Any]):
    """What is asked of the export."""

    channel = serializers.ChoiceField(choices=Channel.choices)
    idea = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    milestone = serializers.ChoiceField(choices=_MILESTONES, required=False)

"""How comments look to a client: never who wrote them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from feedback.api.reasons import ReasonsField
from feedback.intake import ID_KINDS, KINDS, PRECISIONS, STATES, VERIFIED
from feedback.models import Channel, Comment, CommentState, Label, Role
from feedback.signal_words import signals_of_fan
from feedback.signals import Standing


class NamedSerializer(serializers.Serializer[Any]):
    """A row that is known by its name."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class ThreadSerializer(serializers.Serializer[Any]):
    """The post that was commented on."""

    external_id = serializers.CharField()
    title = serializers.CharField()
    url = serializers.CharField()


class CommentSerializer(serializers.Serializer[Any]):
    """A comment as posted, with what was read in it."""

    id = serializers.IntegerField()
    channel = serializers.ChoiceField(choices=Channel.choices)
    external_id = serializers.CharField(help_text="The channel's own id.")
    kind = serializers.ChoiceField(choices=KINDS)
    account = NamedSerializer(allow_null=True, help_text="Our account it came to.")
    thread = ThreadSerializer(allow_null=True)
    parent_external_id = serializers.CharField(help_text="The comment it answers, or empty.")
    text = serializers.SerializerMethodField()
    label = serializers.ChoiceField(  # type: ignore[assignment]
        choices=Label.choices, allow_blank=True, help_text="Empty until it was read."
    )
    label_by = serializers.SerializerMethodField()
    sureness = serializers.FloatField(
        allow_null=True, help_text="The machine's, 0 … 1; null where a person labelled."
    )
    sentiment = serializers.FloatField(allow_null=True, help_text="0 unhappy … 1 happy.")
    rating = serializers.FloatField(allow_null=True)
    like_count = serializers.IntegerField(allow_null=True, help_text="Null where unknown.")
    reply_count = serializers.IntegerField(allow_null=True)
    repost_count = serializers.IntegerField(allow_null=True)
    created_at = serializers.DateTimeField(allow_null=True, help_text="Null where unknown.")
    created_at_precision = serializers.ChoiceField(choices=PRECISIONS)
    edited_at = serializers.DateTimeField(allow_null=True)
    received_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)
    state = serializers.ChoiceField(choices=CommentState.choices)
    product_line = NamedSerializer(allow_null=True)
    tags = serializers.SerializerMethodField()
    is_ours = serializers.SerializerMethodField()
    author_role = serializers.ChoiceField(
        source="fan.role",
        default=None,
        allow_null=True,
        choices=Role.choices,
        help_text="Who wrote it, to us; null where nobody is named. Only fans, and what nobody is "
        "named for, counts.",
    )

    @extend_schema_field(
        {"type": "string", "description": "Empty when the comment was hidden or deleted."}
    )
    def get_text(self, comment: Comment) -> str:
        """The text while the comment stands."""
        return comment.text if comment.state == CommentState.VISIBLE else ""

    @extend_schema_field({"type": "string", "enum": ["person", "machine", ""]})
    def get_label_by(self, comment: Comment) -> str:
        """Who gave the label."""
        if comment.person_label:
            return "person"
        return "machine" if comment.machine_label else ""

    def get_tags(self, comment: Comment) -> list[str]:
        """The tags' names."""
        return [tag.name for tag in comment.tags.all()]

    @extend_schema_field(
        {"type": "boolean", "description": "Written by one of our own accounts; never counted."}
    )
    def get_is_ours(self, comment: Comment) -> bool:
        """Whether one of our accounts wrote it."""
        return comment.fan is not None and comment.fan.role == Role.OWN


class SpanSerializer(serializers.Serializer[Any]):
    """A request within its comment."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=["product", "service"])
    start = serializers.IntegerField(help_text="Offset into the comment's text.")
    end = serializers.IntegerField()
    text = serializers.CharField()
    confidence = serializers.FloatField()
    why = ReasonsField(read_only=True, help_text="Why it was read as a request.")


class SignalsSerializer(serializers.Serializer[Any]):
    """What a source tells of an account; what it does not tell is held against nobody."""

    standing = serializers.ChoiceField(
        choices=[standing.value for standing in Standing],
        help_text="As it stood when it wrote: the known signals in one word.",
    )
    known = serializers.ListField(child=serializers.CharField(), help_text="Signals it gives.")
    missing = serializers.ListField(
        child=serializers.CharField(), help_text="Signals it does not give."
    )


class CommentDetailSerializer(CommentSerializer):
    """A comment with the requests in it."""

    requests = serializers.SerializerMethodField()
    author_signals = serializers.SerializerMethodField()

    @extend_schema_field(SignalsSerializer(allow_null=True))
    def get_author_signals(self, comment: Comment) -> Any:
        """What its source told of who wrote; null where nobody is named."""
        if comment.fan is None:
            return None
        return SignalsSerializer(signals_of_fan(comment.fan, when=comment.created_at)).data

    @extend_schema_field(SpanSerializer(many=True))
    def get_requests(self, comment: Comment) -> Any:
        """The spans that ask, while the comment stands."""
        if comment.state != CommentState.VISIBLE:
            return []
        spans = comment.requests.current().defer("embedding").order_by("start", "pk")
        return SpanSerializer(spans, many=True, context=self.context).data


class AuthorRecordSerializer(serializers.Serializer[Any]):
    """Who wrote; stored only as a keyed hash and a masked name."""

    external_id = serializers.CharField(required=False, max_length=200)
    id_kind = serializers.ChoiceField(choices=ID_KINDS, required=False)
    display_name = serializers.CharField(required=False, max_length=200)
    followers = serializers.IntegerField(required=False, min_value=0)
    posts = serializers.IntegerField(required=False, min_value=0)
    registered_at = serializers.DateTimeField(
        required=False, help_text="When the account was made on the channel."
    )
    verified = serializers.ChoiceField(choices=VERIFIED, required=False)
    is_brand = serializers.BooleanField(required=False)


class ThreadRecordSerializer(serializers.Serializer[Any]):
    """The post that was commented on."""

    external_id = serializers.CharField(max_length=200)
    title = serializers.CharField(required=False, max_length=500)
    url = serializers.CharField(required=False, max_length=500)


class CommentRecordSerializer(serializers.Serializer[Any]):
    """One comment to hand in; what is not known is left out or null."""

    channel = serializers.ChoiceField(choices=Channel.choices)
    external_id = serializers.CharField(
        required=False,
        max_length=200,
        help_text="The channel's own id, as text. Left out, one is made of the rest.",
    )
    text_raw = serializers.CharField(max_length=100_000)
    kind = serializers.ChoiceField(choices=KINDS, required=False)
    account = serializers.CharField(required=False, max_length=200)
    thread = ThreadRecordSerializer(required=False)
    author = AuthorRecordSerializer(required=False)
    parent_external_id = serializers.CharField(required=False, max_length=200)
    root_external_id = serializers.CharField(required=False, max_length=200)
    rating = serializers.FloatField(required=False, min_value=0, max_value=5)
    like_count = serializers.IntegerField(required=False, min_value=0)
    like_count_approx = serializers.BooleanField(required=False)
    reply_count = serializers.IntegerField(required=False, min_value=0)
    repost_count = serializers.IntegerField(required=False, min_value=0)
    created_at = serializers.DateTimeField(required=False)
    created_at_precision = serializers.ChoiceField(choices=PRECISIONS, required=False)
    edited_at = serializers.DateTimeField(required=False)
    collected_at = serializers.DateTimeField(required=False)
    state = serializers.ChoiceField(choices=STATES, required=False)
    url = serializers.CharField(required=False, max_length=500)


class ResultSerializer(serializers.Serializer[Any]):
    """What became of one record."""

    index = serializers.IntegerField(help_text="Place of the record in the call, from 0.")
    outcome = serializers.ChoiceField(choices=["new", "changed", "duplicate", "refused"])
    id = serializers.IntegerField(required=False, help_text="The comment, unless refused.")
    code = serializers.CharField(required=False, help_text="Why refused; stable.")
    reason = serializers.CharField(required=False, help_text="Why refused, for people.")
    field = serializers.CharField(required=False, help_text="The field at fault.")


class ReceivedSerializer(serializers.Serializer[Any]):
    """What became of a call's records."""

    results = ResultSerializer(many=True)
    new = serializers.IntegerField()
    changed = serializers.IntegerField()
    duplicate = serializers.IntegerField()
    refused = serializers.IntegerField()

"""What a list of comments may be asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django_filters import rest_framework as filters

from engine.api.filters import AnyOf, TextQuery
from feedback.models import Channel, Comment, Label

if TYPE_CHECKING:
    from feedback.models import CommentQuerySet


class CommentFilters(filters.FilterSet):  # type: ignore[misc]
    """Channel, label, account, times, words."""

    channel = AnyOf(choices=Channel.choices, help_text="Only these channels; may be repeated.")
    label = AnyOf(choices=Label.choices, help_text="Only these labels; may be repeated.")
    account = filters.CharFilter(
        field_name="account__name", help_text="Name of our account the comment came to."
    )
    created_from = filters.IsoDateTimeFilter(
        field_name="created_at", lookup_expr="gte", help_text="Posted at or after this time."
    )
    created_to = filters.IsoDateTimeFilter(
        field_name="created_at", lookup_expr="lt", help_text="Posted before this time."
    )
    received_since = filters.IsoDateTimeFilter(
        field_name="received_at", lookup_expr="gte", help_text="Received at or after this time."
    )
    q = TextQuery(
        method="search",
        help_text="Words that the text holds, each of them; two characters are a word: `冰箱`.",
    )

    class Meta:
        model = Comment
        fields: list[str] = []

    def search(self, queryset: CommentQuerySet, _name: str, value: str) -> CommentQuerySet:
        """Look for words."""
        return queryset.search(value)

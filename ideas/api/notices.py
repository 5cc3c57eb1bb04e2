"""Notices of the colleague that a key acts for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from engine.api.filters import AnyOf
from engine.api.models import ClientKey, Scope
from engine.api.views import ClientViewSet
from ideas.models import News, Notice, NoticeState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rest_framework.request import Request
    from rest_framework.response import Response


class NoticeFilters(filters.FilterSet):  # type: ignore[misc]
    """News, delivery, time."""

    news = AnyOf(
        field_name="announcement__news",
        choices=News.choices,
        help_text="Only these kinds of news; may be repeated.",
    )
    state = AnyOf(choices=NoticeState.choices, help_text="Only these; may be repeated.")
    since = filters.IsoDateTimeFilter(
        field_name="made_at", lookup_expr="gte", help_text="Made at or after this time."
    )


class NoticeSerializer(serializers.Serializer[Notice]):
    """One thing that somebody was told."""

    id = serializers.IntegerField()
    news = serializers.ChoiceField(source="announcement.news", choices=News.choices)
    idea = serializers.IntegerField(source="idea_id", allow_null=True)
    subject = serializers.CharField()
    text = serializers.SerializerMethodField(
        help_text="In the receiver's language; of a mention, null without the scope `notes:read`."
    )
    path = serializers.CharField(help_text="The page it is about; empty where there is none.")
    state = serializers.ChoiceField(
        choices=NoticeState.choices, help_text="`listed`: no e-mail was to be sent."
    )
    error = serializers.CharField(
        help_text="Why it was not sent, or not at the last try; empty where nothing failed."
    )
    made_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(help_text="After the receiver's quiet hours.")
    sent_at = serializers.DateTimeField(allow_null=True)

    def get_text(self, row: Notice) -> str | None:
        """What was told; a mention shows the note itself."""
        if row.announcement.news == News.MENTION and not self.context["may_read_notes"]:
            return None
        return row.text


class NoticeViewSet(ClientViewSet[Notice]):
    """What the colleague of the key was told."""

    required_scopes: ClassVar[Mapping[str, Scope]] = {"list": Scope.NOTICES_READ}
    serializer_class = NoticeSerializer
    filterset_class = NoticeFilters
    queryset = Notice.objects.none()

    @extend_schema(tags=["notices"], summary="What the colleague of the key was told")
    def list(self, _request: Request) -> Response:
        """The newest first; nobody else's, and none of robots."""
        rows = Notice.objects.to(self.actor(needed="ideas.view_notice")).told()
        page = self.paginate_queryset(self.filter_queryset(rows)) or []
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def get_serializer_context(self) -> dict[str, Any]:
        """Say whether the key may read notes."""
        key = getattr(self.request, "auth", None)
        may = isinstance(key, ClientKey) and Scope.NOTES_READ in key.scopes
        return {**super().get_serializer_context(), "may_read_notes": may}

"""Alerts of bursts: list, one with its requests, and what people say of it."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - the schema reads it
from typing import TYPE_CHECKING, Any, ClassVar

from django.shortcuts import get_object_or_404
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiParameter,
    extend_schema,
    extend_schema_field,
    extend_schema_view,
)
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from engine.api.filters import AnyOf, IdFilter
from engine.api.models import Scope
from engine.api.paging import Key
from engine.api.views import ClientViewSet
from ideas.api.structure import CONFLICT, WhySerializer, body_of, refusing
from ideas.burst_words import reason_sentence
from ideas.models import Authenticity, BurstAlert, BurstState
from ideas.services.bursts.deciding import acknowledge_burst, dismiss_burst
from ideas.services.bursts.telling import channels_of, requests_of, threads_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from rest_framework.request import Request
    from rest_framework.serializers import BaseSerializer

    from engine.api.paging import Order
    from ideas.models import BurstAlertQuerySet

_CHANGE = "ideas.change_burstalert"
_MOST_REQUESTS = 1000
_BURST = OpenApiParameter("id", OpenApiTypes.INT, OpenApiParameter.PATH, description="The burst.")


class BurstReasonSerializer(serializers.Serializer[Any]):
    """One figure behind the verdict."""

    code = serializers.CharField()
    number = serializers.IntegerField()
    of = serializers.IntegerField()
    text = serializers.SerializerMethodField()

    def get_text(self, row: Mapping[str, Any]) -> str:
        """The figure in words."""
        return reason_sentence(row)


class BurstSerializer(serializers.Serializer[Any]):
    """One burst."""

    id = serializers.IntegerField()
    scope = serializers.CharField(source="line", help_text="`cluster` or `term`.")
    cluster = serializers.IntegerField(source="cluster_id", allow_null=True)
    term = serializers.CharField(allow_blank=True)
    title = serializers.CharField(source="__str__")
    idea = serializers.IntegerField(
        source="idea.root_id", default=None, help_text="Where merges led; null without one."
    )
    since = serializers.DateTimeField()
    last_at = serializers.DateTimeField(help_text="When its last request was posted.")
    found_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True, help_text="Null while it goes on.")
    requests = serializers.IntegerField()
    fans = serializers.IntegerField(help_text="Fans, and texts where no author is named.")
    expected = serializers.FloatField(help_text="How many requests were to be expected.")
    window_minutes = serializers.IntegerField(
        source="window", help_text="The trailing window in which it was found."
    )
    channels = serializers.ListField(child=serializers.CharField())
    authenticity = serializers.ChoiceField(choices=Authenticity.choices)
    reasons = BurstReasonSerializer(many=True)
    state = serializers.ChoiceField(choices=BurstState.choices)
    decided_by = serializers.CharField(source="decided_by.username", default=None)
    decided_at = serializers.DateTimeField(allow_null=True)


class BurstThreadSerializer(serializers.Serializer[Any]):
    """A thread with the number of the burst's requests in it."""

    id = serializers.IntegerField()
    channel = serializers.CharField()
    title = serializers.CharField()
    requests = serializers.IntegerField()


class BurstDetailSerializer(BurstSerializer):
    """One burst with where it was and what it is made of."""

    by_channel = serializers.SerializerMethodField()
    threads = serializers.SerializerMethodField()
    request_ids = serializers.SerializerMethodField(
        help_text="The newest thousand of its requests, the newest first."
    )

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_by_channel(self, row: BurstAlert) -> dict[str, int]:
        """How many requests on each channel."""
        return dict(channels_of(row))

    @extend_schema_field(BurstThreadSerializer(many=True))
    def get_threads(self, row: BurstAlert) -> Any:
        """Twenty threads at most, those with most requests first."""
        told = [
            {"id": thread.pk, "channel": thread.channel, "title": thread.title, "requests": number}
            for thread, number in threads_of(row)
        ]
        return BurstThreadSerializer(told, many=True).data

    @extend_schema_field(serializers.ListField(child=serializers.IntegerField()))
    def get_request_ids(self, row: BurstAlert) -> list[int]:
        """Which requests."""
        return list(requests_of(row).values_list("pk", flat=True)[:_MOST_REQUESTS])


class BurstFilters(filters.FilterSet):  # type: ignore[misc]
    """State, verdict, idea, time."""

    state = AnyOf(choices=BurstState.choices, help_text="Only these; may be repeated.")
    authenticity = AnyOf(choices=Authenticity.choices, help_text="Only these; may be repeated.")
    idea = IdFilter(field_name="idea__root", help_text="Only bursts of this idea.")
    going_on = filters.BooleanFilter(
        field_name="ended_at", lookup_expr="isnull", help_text="`true`: only what has not ended."
    )
    found_since = filters.IsoDateTimeFilter(
        field_name="found_at", lookup_expr="gte", help_text="Found at or after this time."
    )

    class Meta:
        model = BurstAlert
        fields: ClassVar[list[str]] = []


_SAID: dict[str, Any] = {
    "tags": ["bursts"],
    "parameters": [_BURST],
    "request": WhySerializer,
    "responses": {200: BurstDetailSerializer, **CONFLICT},
}


@extend_schema_view(
    list=extend_schema(tags=["bursts"], summary="List bursts"),
    retrieve=extend_schema(
        tags=["bursts"], summary="One burst with its requests", parameters=[_BURST]
    ),
)
class BurstViewSet(ListModelMixin, RetrieveModelMixin, ClientViewSet[BurstAlert]):
    """Rises in requests, the newest first."""

    required_scopes: ClassVar[Mapping[str, Scope]] = {
        "list": Scope.IDEAS_READ,
        "retrieve": Scope.IDEAS_READ,
        "acknowledge": Scope.IDEAS_WRITE,
        "dismiss": Scope.IDEAS_WRITE,
    }
    filterset_class = BurstFilters
    orders: ClassVar[Mapping[str, Order]] = {
        "-since": [Key("since", descending=True), Key("pk", descending=True)]
    }

    def get_queryset(self) -> BurstAlertQuerySet:
        """Alerts with all that an answer shows."""
        return BurstAlert.objects.told().with_channels()

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        """One burst is told in more detail than many."""
        return BurstSerializer if self.action == "list" else BurstDetailSerializer

    @extend_schema(summary="Say that a burst was seen", **_SAID)
    def acknowledge(self, _request: Request, pk: int) -> Response:
        """In the name of the colleague the key acts for; again changes nothing."""
        return self._say(pk, act=acknowledge_burst, state=BurstState.ACKNOWLEDGED)

    @extend_schema(summary="Say that a burst is not worth seeing", **_SAID)
    def dismiss(self, _request: Request, pk: int) -> Response:
        """In the name of the colleague the key acts for; again changes nothing."""
        return self._say(pk, act=dismiss_burst, state=BurstState.DISMISSED)

    def _say(self, pk: int, *, act: Callable[..., None], state: BurstState) -> Response:
        actor, data = self.actor(needed=_CHANGE), body_of(self, WhySerializer)
        row = get_object_or_404(self.get_queryset(), pk=pk)
        if row.state != state:
            refusing(lambda: act(row, actor=actor, reason=data.get("reason", "")))
        return Response(BurstDetailSerializer(get_object_or_404(self.get_queryset(), pk=pk)).data)

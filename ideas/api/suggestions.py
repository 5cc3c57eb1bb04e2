"""Suggestions of the second look: list them, accept, turn down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db.models import Q
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
from rest_framework.mixins import ListModelMixin
from rest_framework.response import Response

from engine.api.filters import AnyOf, IdFilter
from engine.api.models import Scope
from engine.api.paging import Key
from engine.api.views import ClientViewSet
from feedback.models import FanRequest
from ideas.api.serializers import ClusterSerializer
from ideas.api.structure import CONFLICT, WhySerializer, body_of, refusing
from ideas.api.structure_examples import SUGGESTION, SUGGESTION_REFUSED, SUGGESTION_WHY
from ideas.models import Act, Suggestion, SuggestionState
from ideas.services.suggesting import accept_suggestion, dismiss_suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from rest_framework.request import Request

    from engine.api.paging import Order
    from ideas.models import SuggestionQuerySet

_CHANGE = "ideas.change_suggestion"
_SUGGESTION = OpenApiParameter(
    "id", OpenApiTypes.INT, OpenApiParameter.PATH, description="The suggestion."
)


class SuggestionSerializer(serializers.Serializer[Any]):
    """What the machine would do to clusters that people have touched."""

    id = serializers.IntegerField()
    act = serializers.ChoiceField(choices=Act.choices)
    one = ClusterSerializer(help_text="The older cluster, or the one to divide.")
    other = ClusterSerializer(allow_null=True, help_text="The younger cluster; null to divide.")
    likeness = serializers.FloatField(source="why.likeness", help_text="The mean, 0 … 1.")
    limit = serializers.FloatField(source="why.limit", help_text="What it was held against.")
    quotes = serializers.SerializerMethodField()
    made_at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=SuggestionState.choices)
    decided_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field(
        serializers.ListField(
            child=serializers.CharField(allow_null=True),
            help_text="A wish of each side; null where its comment no longer stands.",
        )
    )
    def get_quotes(self, row: Suggestion) -> list[str | None]:
        """One of each side."""
        said: set[str] = self.context["said"]
        return [quote if quote in said else None for quote in row.why["quotes"]]


class SuggestionFilters(filters.FilterSet):  # type: ignore[misc]
    """State, act, cluster."""

    state = AnyOf(choices=SuggestionState.choices, help_text="Only these; may be repeated.")
    act = filters.ChoiceFilter(choices=Act.choices, help_text="Join two, or divide one.")
    cluster = IdFilter(method="about", help_text="Only suggestions about this cluster.")

    class Meta:
        model = Suggestion
        fields: ClassVar[list[str]] = []

    def about(self, queryset: SuggestionQuerySet, _name: str, value: int) -> SuggestionQuerySet:
        """Suggestions with this cluster on either side."""
        return queryset.filter(Q(one=value) | Q(other=value))


_SAID: dict[str, Any] = {
    "tags": ["suggestions"],
    "parameters": [_SUGGESTION],
    "request": WhySerializer,
    "responses": {200: SuggestionSerializer, **CONFLICT},
    "examples": [SUGGESTION_WHY, SUGGESTION, SUGGESTION_REFUSED],
}


@extend_schema_view(
    list=extend_schema(tags=["suggestions"], summary="List suggestions", examples=[SUGGESTION])
)
class SuggestionViewSet(ListModelMixin, ClientViewSet[Suggestion]):
    """The machine's advice, the newest first; only a person carries it out."""

    required_scopes: ClassVar[Mapping[str, Scope]] = {
        "list": Scope.IDEAS_READ,
        "accept": Scope.IDEAS_WRITE,
        "dismiss": Scope.IDEAS_WRITE,
    }
    serializer_class = SuggestionSerializer
    filterset_class = SuggestionFilters
    orders: ClassVar[Mapping[str, Order]] = {
        "-made": [Key("made_at", descending=True), Key("pk", descending=True)]
    }
    queryset = Suggestion.objects.with_clusters()

    def list(self, _request: Request) -> Response:
        """Answer a page, its quotes looked up together."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response(self._told(page))

    @extend_schema(summary="Accept a suggestion", **_SAID)
    def accept(self, _request: Request, pk: int) -> Response:
        """Carry it out, with a verdict so that it holds; again changes nothing."""
        support = settings.PROMOTION_SUPPORT
        return self._decide(
            pk,
            state=SuggestionState.ACCEPTED,
            act=lambda row, **said: accept_suggestion(row, promotion_support=support, **said),
        )

    @extend_schema(summary="Turn a suggestion down", **_SAID)
    def dismiss(self, _request: Request, pk: int) -> Response:
        """It is not made again; again changes nothing."""
        return self._decide(pk, state=SuggestionState.DISMISSED, act=dismiss_suggestion)

    def _decide(self, pk: int, *, state: SuggestionState, act: Callable[..., None]) -> Response:
        actor, data = self.actor(needed=_CHANGE), body_of(self, WhySerializer)
        row = get_object_or_404(self.get_queryset(), pk=pk)
        if row.state != state:
            refusing(lambda: act(row, actor=actor, reason=data.get("reason", "")))
        (told,) = self._told([get_object_or_404(self.get_queryset(), pk=pk)])
        return Response(told)

    def _told(self, rows: Sequence[Suggestion]) -> Any:
        context = {**self.get_serializer_context(), "said": _still_said(rows)}
        return SuggestionSerializer(rows, many=True, context=context).data


def _still_said(rows: Sequence[Suggestion]) -> set[str]:
    """Those quotes whose comments still stand, in one query."""
    clusters = {pk for row in rows for pk in (row.one_id, row.other_id)}
    quotes = {quote for row in rows for quote in row.why["quotes"]}
    members = FanRequest.objects.standing().filter(assignments__cluster__in=clusters - {None})
    return set(members.filter(text__in=quotes).values_list("text", flat=True).distinct())

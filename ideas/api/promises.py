"""Clocks for clients: those of all ideas and of one; pause, resume, waive."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.mixins import ListModelMixin
from rest_framework.response import Response

from engine.api.filters import IdFilter
from engine.api.models import Scope
from engine.api.paging import Key
from engine.api.problems import Refused
from engine.api.views import ClientViewSet
from ideas.api.below import IDEA, idea_of
from ideas.api.structure import WhySerializer, body_of
from ideas.models import Clock, ClockKind, Hours, Starts
from ideas.services.clocks import ClockRefusedError, pause_clock, resume_clock, waive_clock

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rest_framework.request import Request

    from engine.api.paging import Order
    from ideas.models import ClockQuerySet

_CLOCK = OpenApiParameter("id", OpenApiTypes.INT, OpenApiParameter.PATH, description="The clock.")
_STATES = ("open", "overdue", "paused", "missed", "kept", "waived", "lapsed")


class ClockSerializer(serializers.Serializer[Clock]):
    """A promise about an idea."""

    id = serializers.IntegerField()
    idea = serializers.IntegerField(source="idea_id")
    policy = serializers.CharField(source="policy.name")
    kind = serializers.ChoiceField(source="policy.kind", choices=ClockKind.choices)
    starts = serializers.ChoiceField(choices=Starts.choices, help_text="Counted from what.")
    hours = serializers.FloatField()
    calendar = serializers.ChoiceField(choices=Hours.choices)
    started_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(help_text="Of a paused clock: as it was before the pause.")
    paused_at = serializers.DateTimeField(allow_null=True)
    paused_for = serializers.IntegerField(help_text="Seconds of its calendar.")
    met_at = serializers.DateTimeField(allow_null=True, help_text="Kept, perhaps late.")
    lapsed_at = serializers.DateTimeField(allow_null=True, help_text="Owed no longer.")
    waived_at = serializers.DateTimeField(allow_null=True)
    waived_reason = serializers.CharField(help_text="Internal.")
    breached_at = serializers.DateTimeField(allow_null=True, help_text="Missed at this time.")
    warned_at = serializers.DateTimeField(allow_null=True)
    escalated_at = serializers.DateTimeField(allow_null=True)


class ClockFilters(filters.FilterSet):  # type: ignore[misc]
    """State, kind, idea, product line, due time."""

    state = filters.ChoiceFilter(
        choices=[(name, name) for name in _STATES], method="faring", help_text="How it fares."
    )
    kind = filters.ChoiceFilter(
        field_name="policy__kind", choices=ClockKind.choices, help_text="What was promised."
    )
    idea = IdFilter(field_name="idea", help_text="Of one idea.")
    product_line = IdFilter(field_name="idea__product_line", help_text="Id of a product line.")
    due_to = filters.IsoDateTimeFilter(
        field_name="due_at", lookup_expr="lt", help_text="Due before this time."
    )

    class Meta:
        model = Clock
        fields: list[str] = []

    def faring(self, queryset: ClockQuerySet, _name: str, value: str) -> ClockQuerySet:
        """Clocks that fare so at this moment."""
        ended = {"kept": "met_at", "waived": "waived_at", "lapsed": "lapsed_at"}
        if value in ended:
            return queryset.filter(**{f"{ended[value]}__isnull": False})
        found = {
            "open": Clock.objects.open(),
            "overdue": Clock.objects.running().filter(due_at__lt=timezone.now()),
            "paused": Clock.objects.open().filter(paused_at__isnull=False),
            "missed": Clock.objects.missed(),
        }[value]
        return queryset.filter(pk__in=found.values("pk"))


class ClockViewSet(ListModelMixin, ClientViewSet[Clock]):
    """Clocks of ideas that stand and were not merged away."""

    required_scopes: ClassVar[Mapping[str, Scope]] = {
        "list": Scope.IDEAS_READ,
        "pause": Scope.IDEAS_WRITE,
        "resume": Scope.IDEAS_WRITE,
        "waive": Scope.IDEAS_WRITE,
    }
    serializer_class = ClockSerializer
    filterset_class = ClockFilters
    queryset = Clock.objects.binding().select_related("policy")
    orders: ClassVar[Mapping[str, Order]] = {
        "due": [Key("due_at"), Key("pk")],
        "-due": [Key("due_at", descending=True), Key("pk")],
    }

    @extend_schema(tags=["clocks"], summary="List clocks")
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What is due first comes first."""
        return super().list(request, *args, **kwargs)

    @extend_schema(
        tags=["clocks"],
        summary="Pause a clock",
        parameters=[_CLOCK],
        request=WhySerializer,
        responses={200: ClockSerializer},
    )
    def pause(self, _request: Request, pk: int) -> Response:
        """Let no time count until it is resumed; a paused one stays as it is."""
        return self._hold(pause_clock, needed="ideas.change_clock")

    @extend_schema(
        tags=["clocks"],
        summary="Resume a clock",
        parameters=[_CLOCK],
        request=WhySerializer,
        responses={200: ClockSerializer},
    )
    def resume(self, _request: Request, pk: int) -> Response:
        """Let time count again; it is due as much later as the pause took."""
        return self._hold(resume_clock, needed="ideas.change_clock")

    @extend_schema(
        tags=["clocks"],
        summary="Waive a clock",
        parameters=[_CLOCK],
        request=WhySerializer,
        responses={200: ClockSerializer},
    )
    def waive(self, _request: Request, pk: int) -> Response:
        """Expect it no longer, for a reason; what was missed before stays missed."""
        return self._hold(waive_clock, needed="ideas.waive_clock")

    def _hold(self, act: Callable[..., Clock], *, needed: str) -> Response:
        actor, data = self.actor(needed=needed), body_of(self, WhySerializer)
        clock = self.get_object()
        row = kept_or_refused(
            lambda: act(clock, actor=actor, reason=data.get("reason", "")), ClockRefusedError
        )
        return Response(self.get_serializer(row).data)


class IdeaClocksViewSet(ClientViewSet[Clock]):
    """The clocks of one idea."""

    required_scopes: ClassVar[Mapping[str, Scope]] = {"list": Scope.IDEAS_READ}
    serializer_class = ClockSerializer
    queryset = Clock.objects.none()
    orders: ClassVar[Mapping[str, Order]] = {
        "-started": [Key("started_at", descending=True), Key("pk", descending=True)]
    }

    @extend_schema(tags=["clocks"], summary="The clocks of an idea", parameters=[IDEA])
    def list(self, _request: Request, pk: int) -> Response:
        """Also those of ideas merged into it, which bind nobody: their `idea` is another."""
        rows = self.filter_queryset(Clock.objects.of([idea_of(pk).pk]))
        page = self.paginate_queryset(rows) or []
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


def kept_or_refused(act: Callable[[], Any], refusal: type[ValueError]) -> Any:
    """Carry out an act; what refuses it is the fault of a field, or a conflict."""
    try:
        return act()
    except refusal as error:
        if name := getattr(error, "name", ""):
            raise ValidationError({name: [ErrorDetail(str(error), code="invalid")]}) from error
        problem = Refused(str(error), code="refused")
        problem.status_code = HTTPStatus.CONFLICT
        raise problem from error

"""Series of requests by minute, hour or day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from engine.api.filters import refuse_unknown
from engine.api.models import Scope
from engine.api.views import ClientViewSet
from ideas.api.below import IDEA, idea_of
from ideas.models import Grain, Idea, Line
from ideas.services.series.trends import Span, trend_of, trend_of_idea

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rest_framework.request import Request

    from ideas.services.series.trends import TrendPoint

_SCOPES = (Line.CHANNEL, Line.THREAD, Line.TERM)
# So much is told where no beginning is asked for, and at most.
_BACK = {
    Grain.MINUTE: (timedelta(hours=6), timedelta(days=7)),
    Grain.HOUR: (timedelta(days=7), timedelta(days=100)),
    Grain.DAY: (timedelta(days=90), timedelta(days=3660)),
}


class SpanSerializer(serializers.Serializer[Any]):
    """Which part of a series is asked for."""

    grain = serializers.ChoiceField(choices=Grain.choices, default=Grain.DAY.value)
    since = serializers.DateTimeField(
        required=False, help_text="From the step that holds it; 6 hours, 7 or 90 days back if not."
    )
    until = serializers.DateTimeField(required=False, help_text="Before it; now if not given.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse what is empty or too long for one answer."""
        usual, most = _BACK[Grain(attrs["grain"])]
        until = attrs.setdefault("until", timezone.now())
        try:
            since = attrs.setdefault("since", until - usual)
            is_long = until - since > most
        except OverflowError:
            is_long = True
        if is_long:
            told = f"At most {most.days} days of a series by {attrs['grain']} are told at once."
            raise serializers.ValidationError({"since": [told]})
        if since >= until:
            raise serializers.ValidationError({"until": ["It must be after since."]})
        return attrs


class SeriesAskedSerializer(SpanSerializer):
    """Which series is asked for."""

    scope = serializers.ChoiceField(choices=[(line.value, line.label) for line in _SCOPES])
    key = serializers.CharField(
        max_length=40, help_text="A channel such as `weibo`, the id of a thread, or a term."
    )


class StepSerializer(serializers.Serializer[Any]):
    """One minute, hour or day."""

    at = serializers.DateTimeField(help_text="When it began.")
    requests = serializers.IntegerField()


class SeriesSerializer(serializers.Serializer[Any]):
    """A series, every step told; days begin at midnight where we are."""

    grain = serializers.ChoiceField(choices=Grain.choices)
    points = StepSerializer(many=True)


class IdeaSeriesViewSet(ClientViewSet[Idea]):
    """How often an idea was asked for."""

    required_scopes: ClassVar[Mapping[str, Scope]] = {"retrieve": Scope.IDEAS_READ}
    serializer_class = SeriesSerializer
    queryset = Idea.objects.all()

    @extend_schema(
        tags=["ideas"],
        summary="Requests for an idea by minute, hour or day",
        parameters=[IDEA, SpanSerializer],
    )
    def retrieve(self, request: Request, pk: int) -> Response:
        """By posted time. Minutes are kept 7 days, hours 400 days, days for ever."""
        asked = _asked(request, kind=SpanSerializer)
        span = Span(asked["grain"], asked["since"], asked["until"])
        return _answer(trend_of_idea(idea_of(pk), span=span), grain=span.grain)


class SeriesViewSet(ClientViewSet[Idea]):
    """How much was asked for on a channel, in a thread, under a term."""

    required_scopes: ClassVar[Mapping[str, Scope]] = {"retrieve": Scope.IDEAS_READ}
    serializer_class = SeriesSerializer
    queryset = Idea.objects.none()

    @extend_schema(
        tags=["requests"],
        summary="Requests of a channel, thread or term by minute, hour or day",
        parameters=[SeriesAskedSerializer],
    )
    def retrieve(self, request: Request) -> Response:
        """By posted time; a series that nothing stands in is all noughts."""
        asked = _asked(request, kind=SeriesAskedSerializer)
        span = Span(asked["grain"], asked["since"], asked["until"])
        return _answer(trend_of(asked["scope"], asked["key"], span=span), grain=span.grain)


def _asked(request: Request, *, kind: type[SpanSerializer]) -> dict[str, Any]:
    asked = kind(data=request.query_params)
    refuse_unknown(request.query_params, known=asked.fields.keys())
    asked.is_valid(raise_exception=True)
    return dict(asked.validated_data)


def _answer(points: Sequence[TrendPoint], *, grain: str) -> Response:
    return Response(SeriesSerializer({"grain": grain, "points": points}).data)

"""Reports for clients: where ideas wait, the scorecard, and the rows behind its numbers."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.http import Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response
from rest_framework.reverse import reverse

from engine.api.filters import refuse_unknown
from engine.api.models import Scope as KeyScope
from engine.api.paging import CURSOR, LIMIT, Key
from engine.api.views import ClientViewSet
from feedback.models import Comment, FanRequest, ProductLine
from ideas.models import HandOff, Status
from ideas.services.handoffs import desks_report
from ideas.services.scorecard import MEASURES, Scope, reckon_scorecard, rows_behind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from rest_framework.request import Request

    from engine.api.paging import Order

_DAYS = 30
_PERIOD = [
    OpenApiParameter("first", OpenApiTypes.DATE, description="First day; else 30 days back."),
    OpenApiParameter("last", OpenApiTypes.DATE, description="Last day, included; else today."),
    OpenApiParameter("product_line", OpenApiTypes.INT, description="Id; else all."),
]
_MEASURE = OpenApiParameter(
    "measure",
    OpenApiTypes.STR,
    OpenApiParameter.PATH,
    enum=sorted(MEASURES),
    description="Which number, as the scorecard names it.",
)
_NAMES = {"first", "last", "product_line"}


class PeriodSerializer(serializers.Serializer[Any]):
    """What a report is asked for."""

    first = serializers.DateField(required=False)
    last = serializers.DateField(required=False)
    product_line = serializers.PrimaryKeyRelatedField(
        queryset=ProductLine.objects.all(), required=False
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Fill in the usual period; its end is not before its beginning."""
        last = attrs.get("last", timezone.localdate())
        # the edges of the calendar overflow when moved into a time zone
        edge = timedelta(days=_DAYS + 1)
        if not date.min + edge < last < date.max - edge:
            raise serializers.ValidationError({"last": "No such day can be told."})
        first = attrs.get("first", last - timedelta(days=_DAYS - 1))
        if not date.min + edge < first <= last:
            raise serializers.ValidationError({"last": "It ends before it begins."})
        return {**attrs, "first": first, "last": last}


class HoursSerializer(serializers.Serializer[Any]):
    """Hours since it was sent."""

    median = serializers.FloatField(allow_null=True)
    p90 = serializers.FloatField(allow_null=True)


class DeskSerializer(serializers.Serializer[Any]):
    """How ideas fare at one desk: the first five are of now, the rest of the period."""

    group = serializers.IntegerField(allow_null=True)
    user = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()
    waiting = serializers.IntegerField()
    unreceived = serializers.IntegerField()
    dead = serializers.IntegerField(help_text="Undecided for two weeks.")
    oldest = serializers.DateTimeField(allow_null=True)
    sent = serializers.IntegerField()
    decided = serializers.IntegerField()
    accepted = serializers.IntegerField()
    returned = serializers.IntegerField()
    declined = serializers.IntegerField()
    share_returned = serializers.FloatField(source="share_returned.value", allow_null=True)
    share_declined = serializers.FloatField(source="share_declined.value", allow_null=True)
    to_receive = HoursSerializer()
    to_decide = HoursSerializer()


class WaitingSerializer(serializers.Serializer[Any]):
    """Where ideas wait and die."""

    first = serializers.DateField()
    last = serializers.DateField()
    desks = DeskSerializer(many=True)


class NumberSerializer(serializers.Serializer[Any]):
    """A number and the address of the rows it counts; null where nobody counts it yet."""

    measure = serializers.CharField()
    number = serializers.IntegerField(allow_null=True)
    rows = serializers.URLField(allow_null=True)


class RateSerializer(serializers.Serializer[Any]):
    """A share, 0 to 1, of two numbers; null without a whole."""

    name = serializers.CharField()
    value = serializers.FloatField(allow_null=True)
    part = NumberSerializer()
    whole = NumberSerializer()


class StageSerializer(NumberSerializer):
    """One stage of the funnel."""

    of_last = serializers.FloatField(allow_null=True, help_text="Share of the stage before.")


class StatusTimesSerializer(serializers.Serializer[Any]):
    """How long ideas stay in a status."""

    status = serializers.ChoiceField(choices=Status.choices)
    now = NumberSerializer()
    left = NumberSerializer()
    median = serializers.FloatField(allow_null=True, help_text="Hours.")
    p90 = serializers.FloatField(allow_null=True, help_text="Hours.")


class ScorecardSerializer(serializers.Serializer[Any]):
    """Rates, funnel, times in each status."""

    first = serializers.DateField()
    last = serializers.DateField()
    rates = RateSerializer(many=True)
    funnel = StageSerializer(many=True)
    statuses = StatusTimesSerializer(many=True)


class RowSerializer(serializers.Serializer[Any]):
    """One row that a number counts."""

    id = serializers.IntegerField(source="pk")
    type = serializers.SerializerMethodField()

    def get_type(self, row: Any) -> str:
        """Its table: comment, request, idea, clock or outreach."""
        name: str = row._meta.model_name
        return "request" if name == "fanrequest" else name


class ReportViewSet(ClientViewSet[HandOff]):
    """Numbers of a period."""

    required_scopes: ClassVar[Mapping[str, KeyScope]] = {
        "waiting": KeyScope.IDEAS_READ,
        "scorecard": KeyScope.IDEAS_READ,
        "rows": KeyScope.IDEAS_READ,
    }
    serializer_class = RowSerializer
    queryset = HandOff.objects.none()
    orders: ClassVar[Mapping[str, Order]] = {"-id": [Key("pk", descending=True)]}

    @extend_schema(
        tags=["reports"],
        summary="Where ideas wait",
        parameters=_PERIOD,
        responses={200: WaitingSerializer},
        filters=False,
    )
    def waiting(self, _request: Request) -> Response:
        """Desk by desk, the longest queue first."""
        days, scope = self._asked()
        desks = desks_report(since=scope.since, until=scope.until, now=scope.now, line=scope.line)
        return Response(WaitingSerializer({**days, "desks": desks}).data)

    @extend_schema(
        tags=["reports"],
        summary="The scorecard",
        parameters=_PERIOD,
        responses={200: ScorecardSerializer},
        filters=False,
    )
    def scorecard(self, _request: Request) -> Response:
        """Each number with the address of the rows it counts."""
        days, scope = self._asked()
        card = reckon_scorecard(scope)
        told = {
            **days,
            "rates": [
                {
                    "name": rate.name,
                    "value": rate.share.value,
                    "part": self._counted(rate.part, rate.share.part),
                    "whole": self._counted(rate.whole, rate.share.whole),
                }
                for rate in card.rates
            ],
            "funnel": [
                {**self._counted(step.name, step.number), "of_last": step.of_last.value}
                for step in card.funnel
            ],
            "statuses": [
                {
                    **asdict(times),
                    "now": self._counted(f"in_{times.status}", times.now),
                    "left": self._counted(f"left_{times.status}", times.left),
                }
                for times in card.statuses
            ],
        }
        return Response(ScorecardSerializer(told).data)

    @extend_schema(
        tags=["reports"],
        summary="The rows behind a number of the scorecard",
        parameters=[_MEASURE, *_PERIOD],
        responses={200: RowSerializer(many=True)},
    )
    def rows(self, request: Request, measure: str) -> Response:
        """Their ids; a key needs the scope that reads such rows."""
        _days, scope = self._asked(also={CURSOR, LIMIT})
        if measure not in MEASURES:
            raise Http404
        rows = rows_behind(measure, scope=scope)
        scopes = getattr(request.auth, "scopes", ())
        if rows.model in (Comment, FanRequest) and KeyScope.COMMENTS_READ not in scopes:
            raise PermissionDenied(f"The key lacks the scope {KeyScope.COMMENTS_READ}.")
        page = self.paginate_queryset(rows.only("pk")) or []
        return self.get_paginated_response(RowSerializer(page, many=True).data)

    def _asked(self, *, also: Collection[str] = ()) -> tuple[dict[str, date], Scope]:
        query = self.request.query_params
        refuse_unknown(query, known={*_NAMES, *also})
        asked = PeriodSerializer(data={name: query[name] for name in _NAMES & set(query)})
        asked.is_valid(raise_exception=True)
        data = asked.validated_data
        line = data.get("product_line")
        scope = Scope(
            since=_midnight(data["first"]),
            until=_midnight(data["last"] + timedelta(days=1)),
            now=timezone.now(),
            line=line.pk if line is not None else None,
        )
        return {"first": data["first"], "last": data["last"]}, scope

    def _counted(self, measure: str, number: int | None) -> dict[str, Any]:
        rows = None
        if measure in MEASURES:
            rows = reverse("ideas-v1:report-rows", args=[measure], request=self.request)
            query = self.request.query_params.urlencode()
            rows = f"{rows}?{query}" if query else rows
        return {"measure": measure, "number": number, "rows": rows}


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))

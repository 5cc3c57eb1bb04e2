"""Clients judge pairs of requests: the same wish, or different ones."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Q
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin
from rest_framework.response import Response

from engine.api.filters import IdFilter
from engine.api.models import Scope
from engine.api.paging import Key
from engine.api.views import ClientViewSet
from feedback.models import FanRequest
from ideas.api.structure import CONFLICT, WhySerializer, body_of, found, refusing
from ideas.api.structure_examples import JUDGE, VERDICT, VERDICT_REFUSED
from ideas.models import Says, Verdict
from ideas.services.judging import judge, withdraw_verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rest_framework.request import Request

    from engine.api.paging import Order
    from ideas.models import VerdictQuerySet

_MOST = 2**63 - 1
_VERDICT = OpenApiParameter(
    "id", OpenApiTypes.INT, OpenApiParameter.PATH, description="The verdict."
)


class JudgeSerializer(WhySerializer):
    """What is said of which pair."""

    one = serializers.IntegerField(
        min_value=1, max_value=_MOST, help_text="A request; where the two part, this one leaves."
    )
    other = serializers.IntegerField(min_value=1, max_value=_MOST, help_text="Another request.")
    says = serializers.ChoiceField(choices=Says.choices)


class VerdictSerializer(serializers.Serializer[Verdict]):
    """A person's word on a pair of requests."""

    id = serializers.IntegerField()
    one = serializers.IntegerField(source="one_id", help_text="The older request.")
    other = serializers.IntegerField(source="other_id")
    says = serializers.ChoiceField(choices=Says.choices)
    by = serializers.CharField(source="made_by.username", default=None, allow_null=True)
    made_at = serializers.DateTimeField()


class VerdictFilters(filters.FilterSet):  # type: ignore[misc]
    """One request, one word."""

    request_id = IdFilter(method="on_request", help_text="Only verdicts on this request.")
    says = filters.ChoiceFilter(choices=Says.choices, help_text="The same, or different.")

    class Meta:
        model = Verdict
        fields: ClassVar[list[str]] = []

    def on_request(self, queryset: VerdictQuerySet, _name: str, value: int) -> VerdictQuerySet:
        """Verdicts with this request on either side."""
        return queryset.filter(Q(one=value) | Q(other=value))


@extend_schema_view(
    list=extend_schema(tags=["verdicts"], summary="List verdicts", examples=[VERDICT])
)
class VerdictViewSet(ListModelMixin, ClientViewSet[Verdict]):
    """Verdicts that stand, the newest first."""

    required_scopes: ClassVar[Mapping[str, Scope]] = {
        "list": Scope.IDEAS_READ,
        "create": Scope.IDEAS_WRITE,
        "destroy": Scope.IDEAS_WRITE,
    }
    serializer_class = VerdictSerializer
    filterset_class = VerdictFilters
    orders: ClassVar[Mapping[str, Order]] = {
        "-made": [Key("made_at", descending=True), Key("pk", descending=True)]
    }
    queryset = Verdict.objects.standing().select_related("made_by")

    @extend_schema(
        tags=["verdicts"],
        summary="Judge a pair of requests",
        request=JudgeSerializer,
        responses={200: VerdictSerializer, 201: VerdictSerializer, **CONFLICT},
        examples=[JUDGE, VERDICT, VERDICT_REFUSED],
    )
    def create(self, _request: Request) -> Response:
        """The grouping obeys it from now on: 201, or 200 where the verdict stood already.

        What must move is taken out of its cluster at once and grouped anew a moment later.
        """
        actor, data = self.actor(needed="ideas.add_verdict"), body_of(self, JudgeSerializer)
        one, other = (self._request_of(data, field=name) for name in ("one", "other"))
        stood = Verdict.objects.among([one.pk, other.pk]).exists()
        says, reason = data["says"], data.get("reason", "")
        verdict = refusing(lambda: judge(one, other, says=says, actor=actor, reason=reason))
        status = HTTPStatus.OK if stood else HTTPStatus.CREATED
        return Response(self.get_serializer(verdict).data, status=status)

    @extend_schema(
        tags=["verdicts"],
        summary="Withdraw a verdict",
        parameters=[_VERDICT],
        responses={204: None},
    )
    def destroy(self, _request: Request, pk: int) -> Response:
        """The grouping is free again from its next run on; an undo brings the verdict back."""
        actor = self.actor(needed="ideas.change_verdict")
        withdraw_verdict(self.get_object(), actor=actor)
        return Response(status=HTTPStatus.NO_CONTENT)

    def _request_of(self, data: Mapping[str, Any], *, field: str) -> FanRequest:
        (row,) = found(FanRequest.objects.only("pk"), [data[field]], field=field)
        wish: FanRequest = row
        return wish

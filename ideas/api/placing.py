"""Clients say where a single request belongs: move, confirm, reject."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from engine.api.models import Scope
from engine.api.views import ClientViewSet
from feedback.models import FanRequest
from ideas.api.structure import CONFLICT, WhySerializer, body_of, found, refusing
from ideas.api.structure_examples import PLACE, REFUSED, REQUEST_MOVE
from ideas.models import Evidence, Idea, Pin, Place
from ideas.services.structure import confirm_request, move_request, reject_request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.contrib.auth.models import User
    from rest_framework.request import Request

_JUDGE = "ideas.add_verdict"
_REQUEST = OpenApiParameter(
    "id", OpenApiTypes.INT, OpenApiParameter.PATH, description="The request."
)


class IdeaChosenSerializer(WhySerializer):
    """Which idea is meant."""

    idea = serializers.IntegerField(min_value=1, max_value=2**63 - 1)


class RequestPlaceSerializer(serializers.Serializer[Any]):
    """Where a request stands."""

    request = serializers.IntegerField()
    idea = serializers.IntegerField(allow_null=True)
    cluster = serializers.IntegerField(
        allow_null=True, help_text="Null while it waits to be grouped, and where it has no idea."
    )
    is_pinned = serializers.BooleanField(help_text="A person put it there.")


_SAID: dict[str, Any] = {
    "tags": ["requests"],
    "parameters": [_REQUEST],
    "request": IdeaChosenSerializer,
    "responses": {200: RequestPlaceSerializer, **CONFLICT},
    "examples": [REQUEST_MOVE, PLACE, REFUSED],
}


class PlacingViewSet(ClientViewSet[FanRequest]):
    """Move, confirm, reject."""

    required_scopes: ClassVar[Mapping[str, Scope]] = dict.fromkeys(
        ("move", "confirm", "reject"), Scope.IDEAS_WRITE
    )
    serializer_class = RequestPlaceSerializer
    queryset = FanRequest.objects.defer("embedding")

    @extend_schema(summary="Move a request to another idea", **_SAID)
    def move(self, _request: Request, pk: int) -> Response:
        """It belongs to the named idea, and is barred from where it was; again changes nothing."""
        wish, idea, actor, reason = self._asked()
        if _idea_of(wish) != idea.pk:
            refusing(lambda: move_request(wish, to=idea, actor=actor, reason=reason))
        return Response(_place(pk))

    @extend_schema(summary="Confirm that a request belongs to an idea", **_SAID)
    def confirm(self, _request: Request, pk: int) -> Response:
        """The grouping keeps it there from now on; again changes nothing.

        The idea is the one it stands for; a request that stands for none may be given to any.
        """
        wish, idea, actor, reason = self._asked()
        refusing(lambda: confirm_request(wish, idea=idea, actor=actor, reason=reason))
        return Response(_place(pk))

    @extend_schema(summary="Reject a request from the evidence of an idea", **_SAID)
    def reject(self, _request: Request, pk: int) -> Response:
        """It does not belong to the named idea, and never comes back; again changes nothing."""
        wish, idea, actor, reason = self._asked()
        barred = Pin.objects.standing().filter(request=pk, idea=idea.pk, says=Place.BARRED)
        if not barred.exists():
            refusing(lambda: reject_request(wish, idea=idea, actor=actor, reason=reason))
        return Response(_place(pk))

    def _asked(self) -> tuple[FanRequest, Idea, User, str]:
        actor, data = self.actor(needed=_JUDGE), body_of(self, IdeaChosenSerializer)
        wish = get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])
        (idea,) = found(Idea.objects.standing(), [data["idea"]], field="idea")
        return wish, idea, actor, str(data.get("reason", ""))


def _idea_of(wish: FanRequest) -> int | None:
    return Evidence.objects.filter(pk=wish.pk).values_list("idea", flat=True).first()


def _place(pk: int) -> Any:
    row = Evidence.objects.filter(pk=pk).first()
    place = {
        "request": pk,
        "idea": row.idea_id if row is not None else None,
        "cluster": row.cluster_id if row is not None else None,
        "is_pinned": row is not None and row.pin_id is not None,
    }
    return RequestPlaceSerializer(place).data

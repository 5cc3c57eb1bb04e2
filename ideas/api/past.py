"""An idea as it stood at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from engine.api.filters import refuse_unknown
from engine.api.models import Scope
from engine.api.views import ClientViewSet
from ideas.api.below import IDEA
from ideas.api.serializers import SupportSerializer
from ideas.models import Idea, Status
from ideas.services.past import state_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rest_framework.request import Request

    from ideas.services.past import State


class WhenSerializer(serializers.Serializer[Any]):
    """The time that is asked about."""

    at = serializers.DateTimeField(help_text="With its offset, such as 2026-11-20T08:00:00Z.")


class StateSerializer(serializers.Serializer[Any]):
    """What people said of an idea, where it led and what it stood on, at a time."""

    id = serializers.IntegerField(source="idea")
    at = serializers.DateTimeField(source="when")
    is_standing = serializers.BooleanField(help_text="False: not there yet, or unmade then.")
    status = serializers.ChoiceField(choices=Status.choices, source="cells.status")
    given_title = serializers.CharField(source="cells.given_title", allow_blank=True)
    tags = serializers.ListField(child=serializers.CharField(), source="cells.tags")
    led_to = serializers.IntegerField(
        source="root", help_text="Where merges led then; itself if nowhere."
    )
    family = serializers.ListField(
        child=serializers.IntegerField(),
        help_text="The ideas that counted for it, itself first; empty where it counted nowhere.",
    )
    evidence = serializers.ListField(
        child=serializers.IntegerField(), help_text="The requests it stood on."
    )
    support = SupportSerializer(source="numbers")


class PastViewSet(ClientViewSet[Idea]):
    """The past of an idea."""

    required_scopes: ClassVar[Mapping[str, Scope]] = {"retrieve": Scope.IDEAS_READ}
    serializer_class = StateSerializer
    queryset = Idea.objects.all()

    @extend_schema(
        tags=["ideas"], summary="An idea as of a time", parameters=[IDEA, WhenSerializer]
    )
    def retrieve(self, request: Request, pk: int) -> Response:
        """Its numbers and evidence as they were noted then, whatever was done since.

        Likes, and which comments are hidden, are told as they are now.
        """
        refuse_unknown(request.query_params, known=("at",))
        asked = WhenSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        state: State = state_at(get_object_or_404(Idea, pk=pk), when=asked.validated_data["at"])
        return Response(self.get_serializer(state).data)

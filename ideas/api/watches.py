"""Watching an idea, by the colleague that a key acts for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from engine.api.filters import refuse_unknown
from engine.api.models import Scope
from engine.api.views import ClientViewSet
from ideas.api.below import IDEA, idea_of
from ideas.models import Idea, Watch
from ideas.services.watching import unwatch_idea, watch_idea

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rest_framework.request import Request


class WatchSerializer(serializers.Serializer[Any]):
    """Who watches an idea."""

    is_watched = serializers.BooleanField(
        allow_null=True,
        help_text="By the colleague the key acts for; null where it acts for nobody.",
    )
    watchers = serializers.ListField(child=serializers.CharField(), help_text="User names.")


class WatchViewSet(ClientViewSet[Watch]):
    """Whether an idea is watched."""

    required_scopes: ClassVar[Mapping[str, Scope]] = {
        "retrieve": Scope.IDEAS_READ,
        "update": Scope.IDEAS_WRITE,
        "destroy": Scope.IDEAS_WRITE,
    }
    serializer_class = WatchSerializer
    queryset = Watch.objects.standing()

    @extend_schema(tags=["ideas"], summary="Who watches an idea", parameters=[IDEA])
    def retrieve(self, request: Request, pk: int) -> Response:
        """Those who watch it, or an idea merged into it."""
        refuse_unknown(request.query_params, known=())
        return self._answer(idea_of(pk))

    @extend_schema(tags=["ideas"], summary="Watch an idea", parameters=[IDEA], request=None)
    def update(self, request: Request, pk: int) -> Response:
        """Let the colleague the key acts for watch it; again changes nothing."""
        refuse_unknown(request.query_params, known=())
        actor = self.actor(needed="ideas.add_watch")
        idea = idea_of(pk)
        watch_idea(idea, user=actor, actor=actor)
        return self._answer(idea)

    @extend_schema(
        tags=["ideas"],
        summary="Watch an idea no longer",
        parameters=[IDEA],
        responses={200: WatchSerializer},
    )
    def destroy(self, request: Request, pk: int) -> Response:
        """End it; where the colleague did not watch, nothing changes."""
        refuse_unknown(request.query_params, known=())
        actor = self.actor(needed="ideas.add_watch")
        idea = idea_of(pk)
        unwatch_idea(idea, user=actor, actor=actor)
        return self._answer(idea)

    def _answer(self, idea: Idea) -> Response:
        found = {watch.user_id: watch.user.username for watch in Watch.objects.of(idea)}
        person = self.colleague()
        told = {
            "is_watched": None if person is None else person.pk in found,
            "watchers": sorted(found.values()),
        }
        return Response(WatchSerializer(told).data)

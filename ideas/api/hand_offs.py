"""Hand-offs for clients: send, receive, decide; where ideas wait."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.models import Group, User
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from engine.api.filters import refuse_unknown
from engine.api.models import Scope
from engine.api.paging import Key
from engine.api.views import ClientViewSet
from ideas.api.below import IDEA, idea_of
from ideas.api.promises import kept_or_refused
from ideas.api.structure import body_of
from ideas.models import HandOff, HandOffOutcome
from ideas.services.handoffs import (
    HandOffRefusedError,
    decide_hand_off,
    receive_hand_off,
    send_hand_off,
)
from ideas.services.needs import MOST_REASON

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rest_framework.request import Request

    from engine.api.paging import Order

_HAND_OFF = OpenApiParameter(
    "id", OpenApiTypes.INT, OpenApiParameter.PATH, description="The hand-off."
)


class HandOffSerializer(serializers.Serializer[HandOff]):
    """An idea given to a desk: to a group or to a colleague."""

    id = serializers.IntegerField()
    idea = serializers.IntegerField(source="idea_id")
    sent_by = serializers.CharField(source="from_user.username")
    to_user = serializers.CharField(source="to_user.username", default=None, allow_null=True)
    to_group = serializers.CharField(source="to_desk.name", default=None, allow_null=True)
    note = serializers.CharField(help_text="Internal: what is asked of them.")
    sent_at = serializers.DateTimeField()
    received_at = serializers.DateTimeField(allow_null=True)
    received_by = serializers.CharField(
        source="received_by.username", default=None, allow_null=True
    )
    decided_at = serializers.DateTimeField(allow_null=True)
    decided_by = serializers.CharField(source="decided_by.username", default=None, allow_null=True)
    outcome = serializers.ChoiceField(choices=HandOffOutcome.choices, allow_blank=True)
    reason = serializers.CharField(help_text="Internal.")


class SendSerializer(serializers.Serializer[Any]):
    """To a colleague or to a group, one of both."""

    to_user = serializers.SlugRelatedField(
        slug_field="username",
        queryset=User.objects.filter(is_active=True, is_staff=True),
        required=False,
        help_text="User name.",
    )
    to_group = serializers.SlugRelatedField(
        slug_field="name", queryset=Group.objects.all(), required=False, help_text="Its name."
    )
    note = serializers.CharField(required=False, allow_blank=True, max_length=MOST_REASON)


class DecideHandOffSerializer(serializers.Serializer[Any]):
    """What becomes of it; sending back and not taking on need a reason."""

    outcome = serializers.ChoiceField(choices=HandOffOutcome.choices)
    reason = serializers.CharField(required=False, allow_blank=True, max_length=MOST_REASON)


class IdeaHandOffsViewSet(ClientViewSet[HandOff]):
    """The hand-offs of one idea."""

    required_scopes: ClassVar[Mapping[str, Scope]] = {
        "list": Scope.IDEAS_READ,
        "create": Scope.IDEAS_WRITE,
    }
    serializer_class = HandOffSerializer
    queryset = HandOff.objects.none()
    orders: ClassVar[Mapping[str, Order]] = {
        "-sent": [Key("sent_at", descending=True), Key("pk", descending=True)]
    }

    @extend_schema(tags=["hand-offs"], summary="The hand-offs of an idea", parameters=[IDEA])
    def list(self, _request: Request, pk: int) -> Response:
        """The newest first, with those of ideas merged into it."""
        rows = self.filter_queryset(HandOff.objects.of([idea_of(pk).pk]))
        page = self.paginate_queryset(rows) or []
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        tags=["hand-offs"],
        summary="Hand an idea to a desk",
        parameters=[IDEA],
        request=SendSerializer,
        responses={201: HandOffSerializer},
    )
    def create(self, _request: Request, pk: int) -> Response:
        """It waits at one desk at a time: 409 while it is undecided somewhere."""
        actor, data = self.actor(needed="ideas.add_handoff"), body_of(self, SendSerializer)
        idea = idea_of(pk)
        made = kept_or_refused(
            lambda: send_hand_off(
                idea,
                actor=actor,
                user=data.get("to_user"),
                desk=data.get("to_group"),
                note=data.get("note", ""),
            ),
            HandOffRefusedError,
        )
        return Response(self.get_serializer(made).data, status=HTTPStatus.CREATED)


class HandOffViewSet(ClientViewSet[HandOff]):
    """One hand-off, at its desk."""

    required_scopes: ClassVar[Mapping[str, Scope]] = {
        "receive": Scope.IDEAS_WRITE,
        "decide": Scope.IDEAS_WRITE,
    }
    serializer_class = HandOffSerializer
    queryset = HandOff.objects.binding()

    @extend_schema(
        tags=["hand-offs"],
        summary="Receive a hand-off",
        parameters=[_HAND_OFF],
        request=None,
        responses={200: HandOffSerializer},
    )
    def receive(self, _request: Request, pk: int) -> Response:
        """Say that it has come in; again changes nothing."""
        actor = self.actor(needed="ideas.change_handoff")
        row = self.get_object()
        kept_or_refused(lambda: receive_hand_off(row, actor=actor), HandOffRefusedError)
        return self._answer(pk)

    @extend_schema(
        tags=["hand-offs"],
        summary="Decide about a hand-off",
        parameters=[_HAND_OFF],
        request=DecideHandOffSerializer,
        responses={200: HandOffSerializer},
    )
    def decide(self, _request: Request, pk: int) -> Response:
        """Take the idea on, send it back, or do not take it on."""
        actor = self.actor(needed="ideas.change_handoff")
        data = body_of(self, DecideHandOffSerializer)
        row = self.get_object()
        kept_or_refused(
            lambda: decide_hand_off(row, actor=actor, **{"reason": "", **data}),
            HandOffRefusedError,
        )
        return self._answer(pk)

    def _answer(self, pk: int) -> Response:
        refuse_unknown(self.request.query_params, known=())
        row = get_object_or_404(HandOff.objects.told(), pk=pk)
        return Response(self.get_serializer(row).data)

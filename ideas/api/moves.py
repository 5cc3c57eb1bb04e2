"""Moves and decisions by clients, in the name of the colleague a key acts for."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.models import User
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from engine.api.filters import refuse_unknown
from engine.api.models import Scope
from engine.api.paging import Key
from engine.api.problems import MEDIA_TYPE, Refused
from engine.api.views import ClientViewSet
from ideas.api.below import IDEA, idea_of
from ideas.api.examples import DECIDE, DECISION, ILLEGAL_MOVE, MOVE
from ideas.api.serializers import IdeaSerializer
from ideas.models import Decision, Idea, Outcome, Route, Status
from ideas.services.deciding import decide
from ideas.services.moving import ForbiddenMoveError, Given, IllegalMoveError, change_status
from ideas.services.needs import MOST_PUBLIC, MOST_REASON
from ideas.statuses import Need

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rest_framework.request import Request

    from engine.api.paging import Order


class GivenSerializer(serializers.Serializer[Any]):
    """What a move or a decision may need, and why it is made."""

    reason = serializers.CharField(
        required=False, allow_blank=True, max_length=MOST_REASON, help_text="Internal."
    )
    public_reason = serializers.CharField(
        required=False, allow_blank=True, max_length=MOST_PUBLIC, help_text="To be read in public."
    )
    revisit_on = serializers.DateField(required=False, help_text="The day to look again.")
    route = serializers.ChoiceField(choices=Route.choices, required=False)
    approver = serializers.SlugRelatedField(
        slug_field="username",
        queryset=User.objects.filter(is_active=True, is_staff=True),
        required=False,
        help_text="User name of who answers for a small batch.",
    )
    seen = serializers.ChoiceField(
        choices=Status.choices,
        required=False,
        help_text="The status you decided on; if it is another by now, nothing is done.",
    )


class MoveSerializer(GivenSerializer):
    """Where an idea shall go."""

    to = serializers.ChoiceField(choices=Status.choices)
    public_reply = serializers.CharField(required=False, max_length=500, help_text="Its address.")


class DecideSerializer(GivenSerializer):
    """What is resolved about an idea."""

    outcome = serializers.ChoiceField(choices=Outcome.choices)


class DecisionSerializer(serializers.Serializer[Decision]):
    """What was resolved about an idea, with the numbers as they stood."""

    id = serializers.IntegerField()
    idea = serializers.IntegerField(source="idea_id")
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    route = serializers.ChoiceField(choices=Route.choices, allow_blank=True)
    reason = serializers.CharField(help_text="Internal.")
    public_reason = serializers.CharField()
    revisit_on = serializers.DateField(allow_null=True)
    approver = serializers.CharField(source="approver.username", default=None, allow_null=True)
    by = serializers.CharField(source="made_by.username")
    made_at = serializers.DateTimeField()
    mentions = serializers.IntegerField()
    fans = serializers.IntegerField(allow_null=True)
    effective = serializers.FloatField()
    votes = serializers.IntegerField()
    expected_units = serializers.IntegerField(allow_null=True)
    threshold = serializers.IntegerField(allow_null=True)
    is_standing = serializers.BooleanField(help_text="False: replaced by a later one, or undone.")


class LegalMoveSerializer(serializers.Serializer[Any]):
    """A move that the colleague may make from where the idea stands."""

    to = serializers.ChoiceField(choices=Status.choices)
    needs = serializers.ListField(child=serializers.ChoiceField(choices=[str(n) for n in Need]))
    skips = serializers.ListField(child=serializers.ChoiceField(choices=Status.choices))


class IllegalMoveSerializer(serializers.Serializer[Any]):
    """A problem that names the legal moves."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    lacks = serializers.CharField(allow_blank=True, help_text="The field that is missing or bad.")
    legal_moves = LegalMoveSerializer(many=True)


_REFUSALS: dict[Any, Any] = {
    (status, MEDIA_TYPE): IllegalMoveSerializer
    for status in (HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN, HTTPStatus.CONFLICT)
}


class MoveViewSet(ClientViewSet[Idea]):
    """Moving ideas through statuses."""

    required_scopes: ClassVar[Mapping[str, Scope]] = {"create": Scope.IDEAS_WRITE}
    serializer_class = IdeaSerializer
    queryset = Idea.objects.standing()

    @extend_schema(
        tags=["ideas"],
        summary="Move an idea to another status",
        parameters=[IDEA],
        request=MoveSerializer,
        responses={200: IdeaSerializer, **_REFUSALS},
        examples=[MOVE, ILLEGAL_MOVE],
    )
    def create(self, _request: Request, pk: int) -> Response:
        """Make a move of the table of statuses, with what it needs.

        Moving to planned, parked or declined makes the decision that it means.
        """
        idea, actor, data = _asked(self, pk, MoveSerializer)
        to, reason = data.pop("to"), data.pop("reason", "")
        _refusing(
            lambda: change_status(idea, to=to, actor=actor, given=Given(**data), reason=reason)
        )
        row = Idea.objects.with_numbers().prefetch_related("tags").get(pk=pk)
        return Response(self.get_serializer(row).data)


class DecisionViewSet(ClientViewSet[Decision]):
    """Decisions about an idea."""

    required_scopes: ClassVar[Mapping[str, Scope]] = {
        "list": Scope.IDEAS_READ,
        "create": Scope.IDEAS_WRITE,
    }
    serializer_class = DecisionSerializer
    queryset = Decision.objects.none()
    orders: ClassVar[Mapping[str, Order]] = {
        "-made": [Key("made_at", descending=True), Key("pk", descending=True)]
    }

    @extend_schema(
        tags=["ideas"],
        summary="The decisions about an idea",
        parameters=[IDEA],
        examples=[DECISION],
    )
    def list(self, _request: Request, pk: int) -> Response:
        """The newest first; at most one stands."""
        rows = self.filter_queryset(Decision.objects.filter(idea=idea_of(pk)).told())
        page = self.paginate_queryset(rows) or []
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        tags=["ideas"],
        summary="Decide about an idea",
        parameters=[IDEA],
        request=DecideSerializer,
        responses={201: DecisionSerializer, **_REFUSALS},
        examples=[DECIDE, DECISION, ILLEGAL_MOVE],
    )
    def create(self, _request: Request, pk: int) -> Response:
        """Approve a route, decline or park; the move that it means is made with it.

        Mass production needs the gauge at its threshold; a small batch an approver and a reason.
        """
        idea, actor, data = _asked(self, pk, DecideSerializer)
        outcome, reason = data.pop("outcome"), data.pop("reason", "")
        made = _refusing(
            lambda: decide(idea, outcome=outcome, actor=actor, given=Given(**data), reason=reason)
        )
        return Response(self.get_serializer(made).data, status=HTTPStatus.CREATED)


def _asked(
    view: ClientViewSet[Any], pk: int, kind: type[GivenSerializer]
) -> tuple[Idea, User, dict[str, Any]]:
    refuse_unknown(view.request.query_params, known=())
    actor = view.actor(needed="ideas.change_idea")
    body = kind(data=view.request.data)
    body.is_valid(raise_exception=True)
    return get_object_or_404(Idea.objects.standing(), pk=pk), actor, dict(body.validated_data)


def _refusing(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except IllegalMoveError as error:
        legal = [
            {"to": move.target, "needs": list(move.needs), "skips": list(move.skips)}
            for move in error.legal
        ]
        problem = Refused(str(error), code="illegal_move", lacks=error.lacks, legal_moves=legal)
        if isinstance(error, ForbiddenMoveError):
            problem.status_code = HTTPStatus.FORBIDDEN
        elif error.lacks:
            problem.status_code = HTTPStatus.BAD_REQUEST
        raise problem from error

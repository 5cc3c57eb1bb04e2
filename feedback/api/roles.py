"""Clients say who wrote a comment, to us, in the name of the colleague a key acts for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import transaction
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from engine.api.filters import refuse_unknown
from engine.api.models import Scope
from engine.api.views import ClientViewSet
from feedback.models import Comment, Fan, Role
from feedback.services.roles import set_fan_role
from feedback.tasks import wake_reader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rest_framework.request import Request


class RoleSerializer(serializers.Serializer[Any]):
    """Who an author is to us."""

    role = serializers.ChoiceField(
        choices=Role.choices, allow_null=True, help_text="Null leaves it to the machine again."
    )
    reason = serializers.CharField(
        required=False, allow_blank=True, max_length=500, help_text="Internal."
    )


class RoleSetSerializer(serializers.Serializer[Any]):
    """Who the author of a comment is by now."""

    comment = serializers.IntegerField()
    author_role = serializers.ChoiceField(choices=Role.choices)
    said_by = serializers.ChoiceField(choices=["person", "machine"])


class RolesViewSet(ClientViewSet[Comment]):
    """Who wrote."""

    required_scopes: ClassVar[Mapping[str, Scope]] = {"update": Scope.COMMENTS_WRITE}
    serializer_class = RoleSetSerializer
    queryset = Comment.objects.filter(fan__isnull=False).only("pk", "fan")

    @extend_schema(
        tags=["comments"],
        summary="Say who wrote a comment",
        parameters=[
            OpenApiParameter(
                "id", OpenApiTypes.INT, OpenApiParameter.PATH, description="The comment."
            )
        ],
        request=RoleSerializer,
        responses={200: RoleSetSerializer},
    )
    def update(self, request: Request, pk: int) -> Response:
        """All that this author ever wrote follows; ideas are counted again at once.

        404 where nobody is named. The same role again changes nothing.
        """
        refuse_unknown(request.query_params, known=())
        actor = self.actor(needed="feedback.change_fan")
        body = RoleSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        comment = get_object_or_404(self.get_queryset(), pk=pk)
        role, reason = body.validated_data["role"] or "", body.validated_data.get("reason", "")
        fans = Fan.objects.filter(comment=comment)
        set_fan_role(fans, role=role, actor=actor, reason=reason)
        transaction.on_commit(wake_reader)
        fan = fans.get()
        said_by = "person" if fan.person_role else "machine"
        answer = {"comment": comment.pk, "author_role": fan.role, "said_by": said_by}
        return Response(self.get_serializer(answer).data)

"""Clients say where a comment asks for something, in the name of the colleague a key acts for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import transaction
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.response import Response

from engine.api.filters import refuse_unknown
from engine.api.models import Scope
from engine.api.views import ClientViewSet
from feedback.api.examples import SPANS
from feedback.models import Comment, CommentState, RequestKind
from feedback.services.spanning import MOST, Span, UnfitSpansError, set_spans
from feedback.tasks import wake_reader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rest_framework.request import Request

_LARGEST = 2**31 - 1


class PlaceInTextSerializer(serializers.Serializer[Any]):
    """A wish: `text[start:end]`, and what it asks for."""

    start = serializers.IntegerField(
        min_value=0, max_value=_LARGEST, help_text="Offset into the comment's text."
    )
    end = serializers.IntegerField(min_value=1, max_value=_LARGEST)
    kind = serializers.ChoiceField(choices=RequestKind.choices, default=RequestKind.PRODUCT)


class SpansSerializer(serializers.Serializer[Any]):
    """All places of a comment that ask."""

    spans = PlaceInTextSerializer(  # type: ignore[call-arg]
        many=True,
        allow_null=True,
        max_length=MOST,
        help_text="All of them; null leaves the comment to the machine again.",
    )
    reason = serializers.CharField(
        required=False, allow_blank=True, max_length=500, help_text="Internal."
    )


class SpansSetSerializer(serializers.Serializer[Any]):
    """What a person said of a comment."""

    comment = serializers.IntegerField(source="pk")
    label = serializers.CharField(  # type: ignore[assignment]
        help_text="Follows from the spans."
    )
    spans = PlaceInTextSerializer(source="person_spans", many=True, allow_null=True)


class SpansViewSet(ClientViewSet[Comment]):
    """Where a comment asks."""

    required_scopes: ClassVar[Mapping[str, Scope]] = {"update": Scope.COMMENTS_WRITE}
    serializer_class = SpansSetSerializer
    queryset = Comment.objects.filter(state=CommentState.VISIBLE).defer("search_terms")

    @extend_schema(
        tags=["comments"],
        summary="Say where a comment asks for something",
        parameters=[
            OpenApiParameter(
                "id", OpenApiTypes.INT, OpenApiParameter.PATH, description="The comment."
            )
        ],
        request=SpansSerializer,
        responses={200: SpansSetSerializer},
        examples=[SPANS],
    )
    def update(self, request: Request, pk: int) -> Response:
        """The machine obeys it when it reads the comment again, a moment later.

        The label follows. The same spans again change nothing. That a comment asks for nothing
        is said by a label (`PUT …/label`).
        """
        refuse_unknown(request.query_params, known=())
        actor = self.actor(needed="feedback.change_comment")
        body = SpansSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        data = body.validated_data
        comment = get_object_or_404(self.get_queryset(), pk=pk)
        spans = None if data["spans"] is None else [Span(**span) for span in data["spans"]]
        try:
            row = set_spans(comment, spans=spans, actor=actor, reason=data.get("reason", ""))
        except UnfitSpansError as error:
            raise ValidationError({"spans": [ErrorDetail(str(error), code="invalid")]}) from error
        transaction.on_commit(wake_reader)
        row.refresh_from_db()
        return Response(self.get_serializer(row).data)

"""Clients label, tag and place a comment, in the name of the colleague a key acts for."""

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
from feedback.api.examples import LABEL, PLACED, SAID, TAGS
from feedback.api.serializers import CommentSerializer
from feedback.models import Comment, CommentState, Label, ProductLine
from feedback.services.labelling import label_comments, set_product_line, set_tags
from feedback.tasks import wake_reader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rest_framework.request import Request

_CHANGE = "feedback.change_comment"
_MOST_TAGS, _LONGEST_TAG = 50, 40


class ReasonSerializer(serializers.Serializer[Any]):
    """Why somebody says so."""

    reason = serializers.CharField(
        required=False, allow_blank=True, max_length=500, help_text="Internal."
    )


class LabelSerializer(ReasonSerializer):
    """What a comment is."""

    label = serializers.ChoiceField(  # type: ignore[assignment]
        choices=Label.choices, allow_null=True, help_text="Null leaves it to the machine again."
    )


class TagsSerializer(ReasonSerializer):
    """All tags of a row."""

    tags = serializers.ListField(
        child=serializers.CharField(max_length=_LONGEST_TAG),
        max_length=_MOST_TAGS,
        help_text="All of them; what is not named is taken off. New ones are made.",
    )


class LineSerializer(ReasonSerializer):
    """Which product line a comment speaks of."""

    product_line = serializers.SlugRelatedField(
        slug_field="name",
        queryset=ProductLine.objects.all(),
        allow_null=True,
        help_text="Its name; null for none.",
    )


def _told(kind: type[ReasonSerializer], example: Any) -> dict[str, Any]:
    comment = OpenApiParameter(
        "id", OpenApiTypes.INT, OpenApiParameter.PATH, description="The comment."
    )
    return {
        "tags": ["comments"],
        "parameters": [comment],
        "request": kind,
        "responses": {200: CommentSerializer},
        "examples": [example, SAID],
    }


class LabelsViewSet(ClientViewSet[Comment]):
    """Label, tags, product line; each answers the comment, and the same again changes nothing."""

    required_scopes: ClassVar[Mapping[str, Scope]] = dict.fromkeys(
        ("label", "tags", "product_line"), Scope.COMMENTS_WRITE
    )
    serializer_class = CommentSerializer
    queryset = Comment.objects.filter(state=CommentState.VISIBLE)

    @extend_schema(summary="Say what a comment is", **_told(LabelSerializer, LABEL))
    def label(self, _request: Request, pk: int) -> Response:
        """The machine obeys it when it reads the comment again, a moment later.

        Spans that a person set under another label end with it.
        """
        actor, comment, data = self._asked(LabelSerializer, pk=pk)
        label_comments(
            [comment], label=data["label"] or "", actor=actor, reason=data.get("reason", "")
        )
        transaction.on_commit(wake_reader)
        return self._shown(pk)

    @extend_schema(summary="Say which tags a comment has", **_told(TagsSerializer, TAGS))
    def tags(self, _request: Request, pk: int) -> Response:
        """They take the place of those it had."""
        actor, comment, data = self._asked(TagsSerializer, pk=pk)
        set_tags(comment, tags=data["tags"], actor=actor, reason=data.get("reason", ""))
        return self._shown(pk)

    @extend_schema(
        summary="Say which product line a comment speaks of", **_told(LineSerializer, PLACED)
    )
    def product_line(self, _request: Request, pk: int) -> Response:
        """It says nothing of the idea the comment stands for, which has a line of its own."""
        actor, comment, data = self._asked(LineSerializer, pk=pk)
        line, reason = data["product_line"], data.get("reason", "")
        set_product_line([comment], product_line=line, actor=actor, reason=reason)
        return self._shown(pk)

    def _asked(
        self, kind: type[ReasonSerializer], *, pk: int
    ) -> tuple[Any, Comment, dict[str, Any]]:
        refuse_unknown(self.request.query_params, known=())
        actor = self.actor(needed=_CHANGE)
        body = kind(data=self.request.data)
        body.is_valid(raise_exception=True)
        comment = get_object_or_404(self.get_queryset().only("pk"), pk=pk)
        return actor, comment, dict(body.validated_data)

    def _shown(self, pk: int) -> Response:
        rows = Comment.objects.with_people().prefetch_related("tags")
        row = rows.defer("text_raw", "quoted", "search_terms").get(pk=pk)
        return Response(self.get_serializer(row).data)

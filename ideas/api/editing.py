"""Clients edit an idea: title, summary, owner, product line, tags."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.models import User
from django.db import transaction
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.response import Response

from engine.api.models import Scope
from engine.api.views import ClientViewSet
from feedback.api.labels import TagsSerializer
from feedback.models import ProductLine
from ideas.api.below import IDEA
from ideas.api.serializers import IdeaSerializer
from ideas.api.structure import CONFLICT, WhySerializer, body_of, refusing, shown
from ideas.api.structure_examples import EDIT, REFUSED, TAGS
from ideas.models import Idea
from ideas.services.editing import edit_idea
from ideas.services.structure.taking import take_idea

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rest_framework.request import Request

_CHANGE = "ideas.change_idea"
_LONGEST_TITLE, _LONGEST_SUMMARY = 120, 5000
# as clients call the fields, and as the row does
_FIELDS = {
    "title": "given_title",
    "summary": "summary",
    "owner": "owner",
    "product_line": "product_line",
}


class EditSerializer(WhySerializer):
    """What to set; what is left out stays as it is."""

    title = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=_LONGEST_TITLE,
        help_text="Empty: the machine's title is shown again.",
    )
    summary = serializers.CharField(required=False, allow_blank=True, max_length=_LONGEST_SUMMARY)
    owner = serializers.SlugRelatedField(
        slug_field="username",
        queryset=User.objects.filter(is_active=True, is_staff=True),
        required=False,
        allow_null=True,
        help_text="User name of who looks after it; null for nobody.",
    )
    product_line = serializers.SlugRelatedField(
        slug_field="name",
        queryset=ProductLine.objects.all(),
        required=False,
        allow_null=True,
        help_text="Its name; null for none.",
    )

    def validate_title(self, title: str) -> str:
        """Let no line break or double blank into a title."""
        return " ".join(title.split())

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse what would change nothing: a name of a field was misspelt."""
        if not attrs.keys() & _FIELDS.keys():
            message = f"Name at least one of: {', '.join(_FIELDS)}."
            raise ValidationError(message)
        return attrs


class EditingIdeas(ClientViewSet[Idea]):
    """The part of one idea's endpoint that edits it."""

    @extend_schema(
        tags=["ideas"],
        summary="Edit an idea",
        parameters=[IDEA],
        request=EditSerializer,
        responses={200: IdeaSerializer, **CONFLICT},
        examples=[EDIT, REFUSED],
    )
    def partial_update(self, _request: Request, pk: int) -> Response:
        """What is named is set, as one operation; the same again changes nothing."""
        actor, data = self.actor(needed=_CHANGE), body_of(self, EditSerializer)
        idea, reason = _idea(pk), data.pop("reason", "")
        if data.get("title") == "" and not idea.proposed_title:
            told = ErrorDetail("The machine has no title for it.", code="blank")
            raise ValidationError({"title": [told]})
        values = {_FIELDS[name]: value for name, value in data.items()}
        _edit(idea, values=values, actor=actor, reason=reason)
        return Response(shown(self, pk))


class IdeaTagsViewSet(ClientViewSet[Idea]):
    """The tags of an idea."""

    required_scopes: ClassVar[Mapping[str, Scope]] = {"update": Scope.IDEAS_WRITE}
    serializer_class = IdeaSerializer
    queryset = Idea.objects.standing()

    @extend_schema(
        tags=["ideas"],
        summary="Say which tags an idea has",
        parameters=[IDEA],
        request=TagsSerializer,
        responses={200: IdeaSerializer, **CONFLICT},
        examples=[TAGS, REFUSED],
    )
    def update(self, _request: Request, pk: int) -> Response:
        """They take the place of those it had; the same again changes nothing."""
        actor, data = self.actor(needed=_CHANGE), body_of(self, TagsSerializer)
        _edit(_idea(pk), values={}, tags=data["tags"], actor=actor, reason=data.get("reason", ""))
        return Response(shown(self, pk))


@transaction.atomic
def _edit(idea: Idea, **said: Any) -> None:
    """Set it on an idea that stands by itself; of one merged away, say where it went."""
    refusing(lambda: take_idea(idea.pk))
    edit_idea(idea, **said)


def _idea(pk: int) -> Idea:
    return get_object_or_404(Idea.objects.standing(), pk=pk)

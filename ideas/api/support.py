"""The support of an idea: three numbers, their range, every discount."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from engine.api.models import Scope
from engine.api.views import ClientViewSet
from ideas.api.below import IDEA, idea_of
from ideas.api.serializers import CountedSerializer
from ideas.models import Idea

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rest_framework.request import Request


class SupportViewSet(ClientViewSet[Idea]):
    """What stands behind an idea."""

    required_scopes: ClassVar[Mapping[str, Scope]] = {"retrieve": Scope.IDEAS_READ}
    serializer_class = CountedSerializer
    queryset = Idea.objects.all()

    @extend_schema(tags=["ideas"], summary="The support of an idea", parameters=[IDEA])
    def retrieve(self, request: Request, pk: int) -> Response:
        """The numbers as last counted; zeros before the first count.

        `fans`, plus accounts left out, plus distinct texts without an author, less `of` minus
        `counted` of every discount, is `effective`.
        """
        support = getattr(idea_of(pk), "support", object())
        return Response(self.get_serializer(support).data)

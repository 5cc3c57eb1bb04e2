"""Ideas, their evidence and history, and requests: what R&D asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import OuterRef, Prefetch, Subquery
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin

from engine.api.models import Scope
from engine.api.paging import BY_ARRIVAL, Key
from engine.api.views import ClientViewSet
from engine.ledger.models import Operation
from feedback.models import FanRequest
from ideas.api.detail import UNSEEN, UNSEEN_OF_COMMENT, IdeaDetailSerializer
from ideas.api.editing import EditingIdeas
from ideas.api.evidence import AssignedRequestSerializer, EvidenceSerializer
from ideas.api.examples import EVIDENCE, IDEA
from ideas.api.filters import IdeaFilters, RequestFilters
from ideas.api.history import history_of
from ideas.api.reasons import reasons_for
from ideas.api.serializers import IdeaSerializer, OperationSerializer
from ideas.api.structure import MakingIdeas
from ideas.models import Assignment, Evidence, Idea

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet
    from rest_framework.request import Request
    from rest_framework.response import Response
    from rest_framework.serializers import BaseSerializer

    from engine.api.paging import Order
    from feedback.models import FanRequestQuerySet
    from ideas.models import EvidenceQuerySet, IdeaQuerySet

_IDEA = OpenApiParameter("id", OpenApiTypes.INT, OpenApiParameter.PATH, description="The idea.")
_READ: Mapping[str, Scope] = {"list": Scope.IDEAS_READ, "retrieve": Scope.IDEAS_READ}


def _both_ways(name: str, path: str, *, nullable: bool = False) -> dict[str, Order]:
    return {
        f"-{name}": [Key(path, descending=True, nullable=nullable), Key("pk")],
        name: [Key(path, nullable=nullable), Key("pk")],
    }


@extend_schema_view(
    list=extend_schema(tags=["ideas"], summary="List ideas", examples=[IDEA]),
    retrieve=extend_schema(
        tags=["ideas"],
        summary="One idea with evidence, reasons and history",
        parameters=[_IDEA],
    ),
)
class IdeaViewSet(ListModelMixin, RetrieveModelMixin, EditingIdeas, MakingIdeas):
    """What might be built, the strongest support first."""

    required_scopes: ClassVar[Mapping[str, Scope]] = {
        **_READ,
        "create": Scope.IDEAS_WRITE,
        "partial_update": Scope.IDEAS_WRITE,
    }
    filterset_class = IdeaFilters
    orders: ClassVar[Mapping[str, Order]] = {
        **_both_ways("effective", "support__effective", nullable=True),
        **_both_ways("mentions", "support__mentions", nullable=True),
        **_both_ways("updated", "updated_at"),
        **_both_ways("created", "created_at"),
    }

    def get_queryset(self) -> IdeaQuerySet:
        """Ideas with all that an answer shows; an idea merged away is told only by its id."""
        ideas = Idea.objects.standing() if self.action == "retrieve" else Idea.objects.open()
        return (
            ideas.with_numbers().prefetch_related("tags").defer("search_terms", "owner__password")
        )

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        """One idea is told in more detail than many."""
        return IdeaDetailSerializer if self.action == "retrieve" else IdeaSerializer


@extend_schema_view(
    list=extend_schema(
        tags=["ideas"],
        summary="The evidence of an idea",
        parameters=[_IDEA],
        examples=[EVIDENCE],
    )
)
class EvidenceViewSet(ListModelMixin, ClientViewSet[Evidence]):
    """The requests an idea stands on, with why; only of comments that still stand."""

    required_scopes = _READ
    serializer_class = EvidenceSerializer
    orders: ClassVar[Mapping[str, Order]] = {
        "-likes": [
            Key("assignment__is_representative", descending=True, nullable=True),
            Key("request__comment__like_count", descending=True, nullable=True),
            Key("pk"),
        ]
    }

    def get_queryset(self) -> EvidenceQuerySet:
        """The evidence, without the vectors."""
        return Evidence.objects.of_ideas([self.kwargs.get("pk", 0)]).to_show().defer(*UNSEEN)

    def list(self, request: Request, pk: int) -> Response:
        """Answer 404 for an idea that is not there, not an empty list."""
        get_object_or_404(Idea.objects.standing().only("pk"), pk=pk)
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        context = {**self.get_serializer_context(), "reasons": reasons_for(page)}
        return self.get_paginated_response(
            EvidenceSerializer(page, many=True, context=context).data
        )


@extend_schema_view(
    list=extend_schema(tags=["ideas"], summary="The history of an idea", parameters=[_IDEA])
)
class HistoryViewSet(ListModelMixin, ClientViewSet[Operation]):
    """What people changed of an idea, the newest first."""

    required_scopes = _READ
    serializer_class = OperationSerializer
    orders: ClassVar[Mapping[str, Order]] = {
        "-at": [Key("at", descending=True), Key("pk", descending=True)]
    }

    def get_queryset(self) -> QuerySet[Operation]:
        """The ledger's operations on the idea."""
        return history_of(self.kwargs.get("pk", 0))

    def list(self, request: Request, pk: int) -> Response:
        """Answer 404 for an idea that is not there, not an empty list."""
        get_object_or_404(Idea.objects.standing().only("pk"), pk=pk)
        return super().list(request)


@extend_schema_view(list=extend_schema(tags=["requests"], summary="List requests"))
class RequestViewSet(ListModelMixin, ClientViewSet[FanRequest]):
    """What fans ask for, span by span; only of comments that still stand."""

    required_scopes: ClassVar[Mapping[str, Scope]] = {"list": Scope.COMMENTS_READ}
    serializer_class = AssignedRequestSerializer
    filterset_class = RequestFilters
    orders: ClassVar[Mapping[str, Order]] = {
        **BY_ARRIVAL,
        **_both_ways("confidence", "confidence"),
    }

    def get_queryset(self) -> FanRequestQuerySet:
        """Requests with their comment, cluster and idea."""
        assigned = Assignment.objects.open().defer("why")
        standing_for = Evidence.objects.filter(pk=OuterRef("pk"))
        return (
            FanRequest.objects.standing()
            .select_related("comment__thread")
            .prefetch_related(Prefetch("assignments", assigned, to_attr="open_assignments"))
            .annotate(stands_for=Subquery(standing_for.values("idea")[:1]))
            .defer("embedding", *(f"comment__{name}" for name in UNSEEN_OF_COMMENT))
        )

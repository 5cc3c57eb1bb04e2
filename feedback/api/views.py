"""Comments in and out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from engine.api.models import Scope
from engine.api.paging import BY_ARRIVAL, Key
from engine.api.views import ClientViewSet
from feedback.api.examples import RECORD, RESULTS
from feedback.api.filters import CommentFilters
from feedback.api.items import read_items, records_of, results_of
from feedback.api.serializers import (
    CommentDetailSerializer,
    CommentRecordSerializer,
    CommentSerializer,
    ReceivedSerializer,
)
from feedback.intake import CommentData
from feedback.models import Comment
from feedback.services.receiving import receive_comments
from feedback.tasks import wake_reader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rest_framework.request import Request
    from rest_framework.serializers import BaseSerializer

    from engine.api.paging import Order
    from feedback.models import CommentQuerySet

_OUTCOMES = ("new", "changed", "duplicate", "refused")


@extend_schema_view(
    list=extend_schema(tags=["comments"], summary="List comments"),
    retrieve=extend_schema(
        tags=["comments"],
        summary="One comment with its requests",
        parameters=[
            OpenApiParameter(
                "id", OpenApiTypes.INT, OpenApiParameter.PATH, description="The comment."
            )
        ],
    ),
)
class CommentViewSet(ListModelMixin, RetrieveModelMixin, ClientViewSet[Comment]):
    """What fans said, as posted."""

    required_scopes: ClassVar[Mapping[str, Scope]] = {
        "list": Scope.COMMENTS_READ,
        "retrieve": Scope.COMMENTS_READ,
        "create": Scope.COMMENTS_WRITE,
    }
    filterset_class = CommentFilters
    orders: ClassVar[Mapping[str, Order]] = {
        **BY_ARRIVAL,
        "-created": [Key("created_at", descending=True, nullable=True), Key("pk", descending=True)],
        "created": [Key("created_at", nullable=True), Key("pk")],
        # the machine's doubts first; what people labelled, and what is unread, last
        "sureness": [Key("sureness", nullable=True), Key("pk", descending=True)],
    }

    def get_queryset(self) -> CommentQuerySet:
        """Comments with all that an answer shows."""
        unseen = ("text_raw", "quoted", "search_terms")
        return Comment.objects.with_people().prefetch_related("tags").defer(*unseen)

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        """One comment is told in more detail than many."""
        return CommentDetailSerializer if self.action == "retrieve" else CommentSerializer

    @extend_schema(
        tags=["comments"],
        summary="Hand in comments",
        request=CommentRecordSerializer(many=True),
        responses={200: ReceivedSerializer},
        examples=[RECORD, RESULTS],
    )
    def create(self, request: Request) -> Response:
        """Take in up to 1,000 comments; the same comment twice changes nothing.

        The body is an array of records, or an object with such an array named `comments`.
        Each record is taken or refused by itself; the answer says which, in the same order.
        Comments are read and grouped a little later.
        """
        items = read_items(records_of(request.data))
        taken = [item for item in items if isinstance(item, CommentData)]
        receipts = receive_comments(taken, secret=settings.AUTHOR_SECRET)
        results = results_of(items, receipts)
        counts = Counter(result["outcome"] for result in results)
        if counts["new"] or counts["changed"]:
            wake_reader()
        return Response({"results": results, **{name: counts[name] for name in _OUTCOMES}})

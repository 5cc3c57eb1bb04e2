"""Clusters: what the machine grouped; a person may make an idea of one."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import transaction
from django.shortcuts import get_object_or_404
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiParameter,
    extend_schema,
    extend_schema_field,
    extend_schema_view,
)
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from engine.api.filters import IdFilter, TextQuery
from engine.api.models import Scope
from engine.api.paging import Key
from engine.api.views import ClientViewSet
from feedback.models import Comment, FanRequest, RequestKind
from ideas.api.serializers import ClusterSerializer, IdeaSerializer
from ideas.api.structure import CONFLICT, WhySerializer, body_of, refusing, shown
from ideas.api.structure_examples import CLUSTER_EMPTY, CLUSTER_TOLD, PROMOTE
from ideas.models import Assignment, Cluster, Idea
from ideas.services.promoting import promote_by_hand
from ideas.services.structure.taking import take_cluster

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.contrib.auth.models import User
    from rest_framework.request import Request
    from rest_framework.serializers import BaseSerializer

    from engine.api.paging import Order
    from ideas.models import ClusterQuerySet

_ARRANGE = "ideas.change_cluster"
_MOST_SHOWN = 20
_CLUSTER = OpenApiParameter(
    "id", OpenApiTypes.INT, OpenApiParameter.PATH, description="The cluster."
)


class ClusterRowSerializer(ClusterSerializer):
    """Requests for the same thing."""

    kind = serializers.ChoiceField(choices=RequestKind.choices)
    idea = serializers.IntegerField(
        source="idea.root_id",
        default=None,
        allow_null=True,
        help_text="Where merges led; null without one.",
    )
    created_at = serializers.DateTimeField(help_text="When it was founded.")


class RepresentativeSerializer(serializers.Serializer[Any]):
    """A request that stands for its cluster."""

    id = serializers.IntegerField()
    comment = serializers.IntegerField(source="comment_id")
    text = serializers.CharField()


class ClusterDetailSerializer(ClusterRowSerializer):
    """One cluster with what stands for it; `GET /requests?cluster=` has all of it."""

    representatives = serializers.SerializerMethodField()

    @extend_schema_field(RepresentativeSerializer(many=True))
    def get_representatives(self, cluster: Cluster) -> Any:
        """Twenty at most, the oldest first; only of comments that still stand."""
        chosen = Assignment.objects.open().filter(cluster=cluster, is_representative=True)
        rows = FanRequest.objects.standing().filter(pk__in=chosen.values("request"))
        rows = rows.only("comment", "text").order_by("pk")[:_MOST_SHOWN]
        return RepresentativeSerializer(rows, many=True).data


class ClusterFilters(filters.FilterSet):  # type: ignore[misc]
    """Kind, idea, size, words."""

    kind = filters.ChoiceFilter(choices=RequestKind.choices, help_text="A thing or a service.")
    idea = IdFilter(field_name="idea__root", help_text="Only clusters of this idea.")
    has_idea = filters.BooleanFilter(
        field_name="idea",
        lookup_expr="isnull",
        exclude=True,
        help_text="`false`: only those nobody has made an idea of.",
    )
    size_from = IdFilter(
        field_name="size", lookup_expr="gte", help_text="At least so many requests."
    )
    q = TextQuery(method="search", help_text="Words of a member's comment.")

    class Meta:
        model = Cluster
        fields: ClassVar[list[str]] = []

    def search(self, queryset: ClusterQuerySet, _name: str, value: str) -> ClusterQuerySet:
        """Look for words in what the members' comments say."""
        said = Comment.objects.search(value).standing().values("pk")
        members = Assignment.objects.open().filter(request__comment__in=said)
        return queryset.filter(pk__in=members.values("cluster"))


@extend_schema_view(
    list=extend_schema(tags=["clusters"], summary="List clusters", examples=[CLUSTER_TOLD]),
    retrieve=extend_schema(
        tags=["clusters"],
        summary="One cluster with what stands for it",
        parameters=[_CLUSTER],
        examples=[CLUSTER_TOLD],
    ),
)
class ClusterViewSet(ListModelMixin, RetrieveModelMixin, ClientViewSet[Cluster]):
    """Clusters that hold something, the largest first."""

    required_scopes: ClassVar[Mapping[str, Scope]] = {
        "list": Scope.IDEAS_READ,
        "retrieve": Scope.IDEAS_READ,
        "promote": Scope.IDEAS_WRITE,
    }
    filterset_class = ClusterFilters
    orders: ClassVar[Mapping[str, Order]] = {
        "-size": [Key("size", descending=True), Key("pk")],
        "size": [Key("size"), Key("pk")],
        "-created": [Key("created_at", descending=True), Key("pk", descending=True)],
        "created": [Key("created_at"), Key("pk")],
    }

    def get_queryset(self) -> ClusterQuerySet:
        """Clusters with their ideas; vectors stay where they are."""
        rows = Cluster.objects.select_related("idea").defer("centroid", "idea__search_terms")
        return rows.filter(size__gt=0) if self.action == "list" else rows

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        """One cluster is told in more detail than many."""
        return ClusterRowSerializer if self.action == "list" else ClusterDetailSerializer

    @extend_schema(
        tags=["clusters"],
        summary="Make an idea of a cluster",
        parameters=[_CLUSTER],
        request=WhySerializer,
        responses={200: IdeaSerializer, 201: IdeaSerializer, **CONFLICT},
        examples=[PROMOTE, CLUSTER_EMPTY],
    )
    def promote(self, _request: Request, pk: int) -> Response:
        """Answer the idea: 201 when it was made, 200 where the cluster had one already."""
        actor, data = self.actor(needed=_ARRANGE), body_of(self, WhySerializer)
        cluster = get_object_or_404(self.get_queryset(), pk=pk)
        if cluster.idea is not None:
            return Response(shown(self, cluster.idea.root_id))
        made = _promote(cluster, actor=actor, reason=data.get("reason", ""))
        return Response(shown(self, made.pk), status=HTTPStatus.CREATED)


@transaction.atomic
def _promote(cluster: Cluster, *, actor: User, reason: str) -> Idea:
    """Make an idea of what the cluster holds; an empty one is refused."""
    refusing(lambda: take_cluster(cluster.pk))
    return promote_by_hand(cluster, actor=actor, reason=reason)

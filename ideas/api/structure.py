"""Clients arrange ideas: make one, merge, split, attach and detach clusters."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.response import Response

from engine.api.filters import refuse_unknown
from engine.api.models import Scope
from engine.api.problems import MEDIA_TYPE, Refused
from engine.api.views import ClientViewSet
from feedback.models import FanRequest, ProductLine, RequestKind
from ideas.api.below import IDEA
from ideas.api.serializers import IdeaSerializer
from ideas.api.structure_examples import CLUSTER, CREATE, MERGE, REFUSED, SPLIT
from ideas.models import Cluster, Idea
from ideas.services.judging import ImpossibleVerdictError
from ideas.services.needs import MOST_REASON
from ideas.services.structure import (
    StructureError,
    attach_cluster,
    create_idea,
    detach_cluster,
    merge_ideas,
    split_idea,
)
from ideas.services.suggesting import OutdatedSuggestionError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django.db.models import Model
    from rest_framework.request import Request

_ARRANGE = "ideas.change_cluster"
_MAKE = "ideas.add_idea"
_LONGEST_TITLE = 120
_MOST = 200
_REFUSALS = (ImpossibleVerdictError, OutdatedSuggestionError, StructureError)


class StructureRefusedSerializer(serializers.Serializer[Any]):
    """A problem that tells what stands in the way."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()


CONFLICT: dict[Any, Any] = {(HTTPStatus.CONFLICT, MEDIA_TYPE): StructureRefusedSerializer}


class WhySerializer(serializers.Serializer[Any]):
    """Why somebody arranges it so."""

    reason = serializers.CharField(
        required=False, allow_blank=True, max_length=MOST_REASON, help_text="Internal."
    )


class MakeSerializer(WhySerializer):
    """An idea of one's own."""

    title = serializers.CharField(max_length=_LONGEST_TITLE)
    kind = serializers.ChoiceField(choices=RequestKind.choices, required=False)
    summary = serializers.CharField(required=False, allow_blank=True, max_length=5000)
    product_line = serializers.PrimaryKeyRelatedField(
        queryset=ProductLine.objects.all(), required=False, allow_null=True
    )


class NumbersField(serializers.ListField):
    """Ids of rows, each once."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("child", serializers.IntegerField(min_value=1, max_value=2**63 - 1))
        super().__init__(max_length=_MOST, **kwargs)


class MergeSerializer(WhySerializer):
    """Which ideas go."""

    ideas = NumbersField(min_length=1, help_text="The ideas that go into this one.")


class SplitSerializer(WhySerializer):
    """What goes into an idea of its own."""

    title = serializers.CharField(max_length=_LONGEST_TITLE)
    clusters = NumbersField(required=False)
    requests = NumbersField(required=False, help_text="Single requests of the idea.")


class ClusterChosenSerializer(WhySerializer):
    """Which cluster is meant."""

    cluster = serializers.IntegerField(min_value=1, max_value=2**63 - 1)


class MakingIdeas(ClientViewSet[Idea]):
    """The part of the list of ideas that makes one."""

    @extend_schema(
        tags=["ideas"],
        summary="Make an idea by hand",
        request=MakeSerializer,
        responses={201: IdeaSerializer},
        examples=[CREATE],
    )
    def create(self, _request: Request) -> Response:
        """It is a candidate that stands on nothing yet; attach clusters or move requests to it."""
        actor, data = self.actor(needed=_MAKE), body_of(self, MakeSerializer)
        made = refusing(lambda: create_idea(actor=actor, **data))
        return Response(shown(self, made.pk), status=HTTPStatus.CREATED)


class StructureViewSet(ClientViewSet[Idea]):
    """Merge, split, attach, detach."""

    required_scopes: ClassVar[Mapping[str, Scope]] = dict.fromkeys(
        ("merge", "split", "attach", "detach"), Scope.IDEAS_WRITE
    )
    serializer_class = IdeaSerializer
    queryset = Idea.objects.standing()

    @extend_schema(
        tags=["ideas"],
        summary="Merge other ideas into this one",
        parameters=[IDEA],
        request=MergeSerializer,
        responses={200: IdeaSerializer, **CONFLICT},
        examples=[MERGE, REFUSED],
    )
    def merge(self, _request: Request, pk: int) -> Response:
        """The others lead to it, and all they stand on counts here; an undo parts them again.

        Ideas that were merged into it already are left as they are.
        """
        actor, data = self.actor(needed=_ARRANGE), body_of(self, MergeSerializer)
        into = _idea(pk)
        rows = found(Idea.objects.standing(), data["ideas"], field="ideas")
        going = [idea for idea in rows if idea.merged_into_id is None or idea.root_id != pk]
        if going:
            refusing(lambda: merge_ideas(going, into=into, actor=actor, reason=_why(data)))
        return Response(shown(self, pk))

    @extend_schema(
        tags=["ideas"],
        summary="Split an idea",
        parameters=[IDEA],
        request=SplitSerializer,
        responses={201: IdeaSerializer, **CONFLICT},
        examples=[SPLIT, REFUSED],
    )
    def split(self, _request: Request, pk: int) -> Response:
        """Some of its clusters and requests become a candidate of their own, which is answered."""
        actor, data = self.actor(needed=_MAKE), body_of(self, SplitSerializer)
        idea = _idea(pk)
        clusters = found(Cluster.objects.all(), data.get("clusters", ()), field="clusters")
        requests = found(FanRequest.objects.all(), data.get("requests", ()), field="requests")
        made = refusing(
            lambda: split_idea(
                idea,
                title=data["title"],
                clusters=clusters,
                requests=requests,
                actor=actor,
                reason=_why(data),
            )
        )
        return Response(shown(self, made.pk), status=HTTPStatus.CREATED)

    @extend_schema(
        tags=["ideas"],
        summary="Attach a cluster to an idea",
        parameters=[IDEA],
        request=ClusterChosenSerializer,
        responses={200: IdeaSerializer, **CONFLICT},
        examples=[CLUSTER, REFUSED],
    )
    def attach(self, _request: Request, pk: int) -> Response:
        """The cluster stands for this idea, wherever it stood; again changes nothing."""
        idea, cluster, actor, data = self._asked(pk)
        if cluster.idea is None or cluster.idea.root_id != pk:
            refusing(lambda: attach_cluster(cluster, to=idea, actor=actor, reason=_why(data)))
        return Response(shown(self, pk))

    @extend_schema(
        tags=["ideas"],
        summary="Detach a cluster from an idea",
        parameters=[IDEA],
        request=ClusterChosenSerializer,
        responses={200: IdeaSerializer, **CONFLICT},
        examples=[CLUSTER, REFUSED],
    )
    def detach(self, _request: Request, pk: int) -> Response:
        """The cluster stands for no idea; again changes nothing."""
        idea, cluster, actor, data = self._asked(pk)
        if cluster.idea is not None:
            if cluster.idea.root_id != idea.root_id:
                message = f"The cluster belongs to #{cluster.idea.root_id}, not to this idea."
                raise Refused(message, code="structure")
            refusing(lambda: detach_cluster(cluster, actor=actor, reason=_why(data)))
        return Response(shown(self, pk))

    def _asked(self, pk: int) -> tuple[Idea, Cluster, Any, dict[str, Any]]:
        actor, data = self.actor(needed=_ARRANGE), body_of(self, ClusterChosenSerializer)
        rows = Cluster.objects.select_related("idea")
        (cluster,) = found(rows, [data["cluster"]], field="cluster")
        return _idea(pk), cluster, actor, data


def body_of(view: ClientViewSet[Any], kind: type[serializers.Serializer[Any]]) -> dict[str, Any]:
    """The body of a call that takes no parameters, checked."""
    refuse_unknown(view.request.query_params, known=())
    body = kind(data=view.request.data)
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)


def refusing(act: Callable[[], Any]) -> Any:
    """Carry out an act; what refuses it is a conflict, with the words that a person reads."""
    try:
        return act()
    except _REFUSALS as error:
        raise Refused(str(error), code="structure") from error


def found(rows: Any, wanted: Iterable[int], *, field: str) -> list[Any]:
    """The rows of these ids, in one query; an unknown id is the field's fault."""
    numbers = set(wanted)
    there: dict[int, Model] = rows.in_bulk(numbers) if numbers else {}
    if missing := sorted(numbers - there.keys()):
        told = ErrorDetail(f"There is no such row: {missing[0]}.", code="does_not_exist")
        raise ValidationError({field: [told]})
    return [there[pk] for pk in sorted(there)]


def shown(view: ClientViewSet[Any], pk: int) -> Any:
    """An idea as the API tells it."""
    rows = Idea.objects.with_numbers().prefetch_related("tags").defer("search_terms")
    return IdeaSerializer(rows.get(pk=pk), context=view.get_serializer_context()).data


def _idea(pk: int) -> Idea:
    """The idea of the address; of one merged away the act says where it went."""
    return get_object_or_404(Idea.objects.standing(), pk=pk)


def _why(data: Mapping[str, Any]) -> str:
    return str(data.get("reason", ""))

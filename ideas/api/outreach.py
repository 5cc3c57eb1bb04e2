"""Fans to tell, for clients: lists, what people did with them, approved words as a file."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from engine.api.filters import refuse_unknown
from engine.api.models import ClientKey, Scope
from engine.api.paging import Key
from engine.api.views import ClientViewSet
from feedback.models import Channel
from ideas.api.below import IDEA, idea_of
from ideas.api.outreach_rows import (
    AwardSerializer,
    ChosenSerializer,
    DoneSerializer,
    ExportSerializer,
    GiveSerializer,
    MilestoneSerializer,
    OptedOutSerializer,
    OutreachFilters,
    OutreachSerializer,
    PlannedSerializer,
    SentSerializer,
)
from ideas.api.promises import kept_or_refused
from ideas.api.structure import body_of
from ideas.models import MILESTONES, Award, Outreach, OutreachState
from ideas.outreach_files import csv_answer
from ideas.services.outreach import (
    OutreachError,
    Said,
    award_first,
    opt_out,
    plan_outreach,
    tell,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpResponse
    from rest_framework.request import Request

    from engine.api.paging import Order

_SEE, _TELL, _AWARD = "ideas.view_outreach", "ideas.change_outreach", "ideas.add_award"


class IdeaOutreachViewSet(ClientViewSet[Outreach]):
    """The fans to tell of one idea."""

    required_scopes: ClassVar[Mapping[str, Scope]] = {
        "list": Scope.IDEAS_READ,
        "plan": Scope.OUTREACH_WRITE,
    }
    serializer_class = OutreachSerializer
    filterset_class = OutreachFilters
    queryset = Outreach.objects.none()
    orders: ClassVar[Mapping[str, Order]] = {"-id": [Key("pk", descending=True)]}

    @extend_schema(tags=["outreach"], summary="The fans to tell of an idea", parameters=[IDEA])
    def list(self, _request: Request, pk: int) -> Response:
        """Each once a milestone, with those of ideas merged into it."""
        rows = Outreach.objects.once().of([idea_of(pk).pk]).told()
        page = self.paginate_queryset(self.filter_queryset(rows)) or []
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        tags=["outreach"],
        summary="List the fans to tell of a milestone",
        parameters=[IDEA],
        request=MilestoneSerializer,
        responses={200: PlannedSerializer},
        filters=False,
    )
    def plan(self, _request: Request, pk: int) -> Response:
        """The same as a move does: again, it adds who asked since."""
        self.actor(needed=_TELL)
        milestone = body_of(self, MilestoneSerializer)["milestone"]
        idea = idea_of(pk)
        made = kept_or_refused(lambda: plan_outreach(idea, milestone=milestone), OutreachError)
        return Response(PlannedSerializer(made).data)

    def get_serializer_context(self) -> dict[str, Any]:
        """Say whether the key may see fans: by its scope, and by whom it acts for."""
        key = getattr(self.request, "auth", None)
        may = isinstance(key, ClientKey) and Scope.OUTREACH_READ in key.scopes
        person = self.colleague() if may else None
        may = may and (person is None or person.has_perm(_SEE))
        return {**super().get_serializer_context(), "may_see_fans": may}


class OutreachViewSet(ClientViewSet[Outreach]):
    """What people did with lists; each call is one operation."""

    required_scopes: ClassVar[Mapping[str, Scope]] = {
        "approve": Scope.OUTREACH_WRITE,
        "sent": Scope.OUTREACH_WRITE,
        "failed": Scope.OUTREACH_WRITE,
        "unreachable": Scope.OUTREACH_WRITE,
        "requeue": Scope.OUTREACH_WRITE,
        "opt_out": Scope.OUTREACH_WRITE,
        "export": Scope.OUTREACH_READ,
    }
    serializer_class = DoneSerializer
    queryset = Outreach.objects.none()

    @extend_schema(
        tags=["outreach"],
        summary="Approve what fans shall be told",
        request=ChosenSerializer,
        responses={200: DoneSerializer},
    )
    def approve(self, _request: Request) -> Response:
        """From then on it is in the export of its channel."""
        return self._tell(OutreachState.APPROVED)

    @extend_schema(
        tags=["outreach"],
        summary="Note that fans were told",
        request=SentSerializer,
        responses={200: DoneSerializer},
    )
    def sent(self, _request: Request) -> Response:
        """Somebody told them on their channel; nothing is posted from here."""
        return self._tell(OutreachState.SENT)

    @extend_schema(
        tags=["outreach"],
        summary="Note that fans could not be told",
        request=ChosenSerializer,
        responses={200: DoneSerializer},
    )
    def failed(self, _request: Request) -> Response:
        """To be tried again: approve them once more."""
        return self._tell(OutreachState.FAILED)

    @extend_schema(
        tags=["outreach"],
        summary="Note that fans cannot be reached",
        request=ChosenSerializer,
        responses={200: DoneSerializer},
    )
    def unreachable(self, _request: Request) -> Response:
        """The account is gone, or takes no messages."""
        return self._tell(OutreachState.UNREACHABLE)

    @extend_schema(
        tags=["outreach"],
        summary="Put fans back into the queue",
        request=ChosenSerializer,
        responses={200: DoneSerializer},
    )
    def requeue(self, _request: Request) -> Response:
        """Approved too early, or failed."""
        return self._tell(OutreachState.QUEUED)

    @extend_schema(
        tags=["outreach"],
        summary="Note that fans want to hear nothing",
        request=ChosenSerializer,
        responses={200: OptedOutSerializer},
    )
    def opt_out(self, _request: Request) -> Response:
        """On their channel they are told nothing from now on, of whatever idea."""
        actor, data = self.actor(needed=_TELL), body_of(self, ChosenSerializer)
        rows, reason = data["outreach"], data.get("reason", "")
        number = kept_or_refused(lambda: opt_out(rows, actor=actor, reason=reason), OutreachError)
        return Response({"opted_out": number})

    @extend_schema(
        tags=["outreach"],
        summary="What is approved for a channel, as a CSV",
        parameters=[
            OpenApiParameter(
                "channel", enum=Channel.values, required=True, description="Whose fans are told."
            ),
            OpenApiParameter("idea", OpenApiTypes.INT, description="Only of this idea."),
            OpenApiParameter(
                "milestone",
                enum=[str(name) for name in MILESTONES],
                description="Only those told of this.",
            ),
        ],
        responses={(200, "text/csv"): OpenApiTypes.STR},
    )
    def export(self, request: Request) -> HttpResponse:
        """UTF-8 with its mark; a cell that a spreadsheet would reckon with begins with `'`."""
        if self.colleague() is not None:
            self.actor(needed=_SEE)
        refuse_unknown(request.query_params, known=("channel", "idea", "milestone"))
        asked = ExportSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        data = asked.validated_data
        return csv_answer(
            data["channel"], idea=data.get("idea"), milestone=data.get("milestone", "")
        )

    def _tell(self, to: OutreachState) -> Response:
        kind = SentSerializer if to == OutreachState.SENT else ChosenSerializer
        actor, data = self.actor(needed=_TELL), body_of(self, kind)
        said = Said(data.get("link", ""), data.get("sent_at"))
        rows, reason = data["outreach"], data.get("reason", "")
        done = kept_or_refused(
            lambda: tell(rows, to=to, actor=actor, said=said, reason=reason), OutreachError
        )
        return Response(DoneSerializer(done).data)


class IdeaAwardsViewSet(ClientViewSet[Award]):
    """The first unit of an idea."""

    required_scopes: ClassVar[Mapping[str, Scope]] = {
        "list": Scope.IDEAS_READ,
        "create": Scope.OUTREACH_WRITE,
    }
    serializer_class = AwardSerializer
    queryset = Award.objects.none()
    orders: ClassVar[Mapping[str, Order]] = {"-id": [Key("pk", descending=True)]}

    @extend_schema(tags=["outreach"], summary="The first-unit awards", parameters=[IDEA])
    def list(self, _request: Request, pk: int) -> Response:
        """Those that belong to the idea, wherever what was written was arranged to."""
        rows = self.filter_queryset(Award.objects.of(idea_of(pk)))
        page = self.paginate_queryset(rows) or []
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        tags=["outreach"],
        summary="Give the first unit to who asked first",
        parameters=[IDEA],
        request=GiveSerializer,
        responses={201: AwardSerializer},
    )
    def create(self, _request: Request, pk: int) -> Response:
        """Of a launched idea, once."""
        actor, data = self.actor(needed=_AWARD), body_of(self, GiveSerializer)
        idea, note = idea_of(pk), data.get("note", "")
        made = kept_or_refused(lambda: award_first(idea, actor=actor, note=note), OutreachError)
        return Response(self.get_serializer(made).data, status=HTTPStatus.CREATED)

"""Integrity cases by clients: read with their members, decided as the colleague a key acts for."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.utils import translation
from django.utils.crypto import salted_hmac
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from engine.api.filters import AnyOf, IdFilter, refuse_unknown
from engine.api.models import Scope
from engine.api.paging import Key
from engine.api.problems import MEDIA_TYPE, Refused
from engine.api.views import ClientViewSet
from engine.language import asked_language
from feedback.signal_words import signals_of_fan
from feedback.signals import Standing
from ideas.api.case_examples import CASE, DECIDE_CASE, DECIDED_CASE, MEMBER
from ideas.api.evidence import SaidSerializer
from ideas.api.structure import StructureRefusedSerializer
from ideas.case_words import told_case
from ideas.models import CaseKind, CaseMember, CaseOutcome, CaseState, IntegrityCase
from ideas.services.integrity import CaseRefusedError, decide_case, rehearse_decision
from ideas.services.integrity.bearing import ideas_of_cases
from ideas.services.needs import MOST_REASON
from ideas.services.supporting import support_of_ideas

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet
    from rest_framework.request import Request
    from rest_framework.serializers import BaseSerializer

    from engine.api.paging import Order
    from ideas.models import CaseMemberQuerySet, IntegrityCaseQuerySet
    from ideas.support.counting import Numbers

_CASE = OpenApiParameter("id", OpenApiTypes.INT, OpenApiParameter.PATH, description="The case.")
_CHANGE = "ideas.change_integritycase"
_FAN_LENGTH = 12


class CaseSerializer(serializers.Serializer[IntegrityCase]):
    """Accounts that seem to have acted as one, with why."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=CaseKind.choices)
    state = serializers.ChoiceField(choices=CaseState.choices)
    outcome = serializers.ChoiceField(choices=CaseOutcome.choices, allow_blank=True)
    idea = serializers.IntegerField(
        source="idea_id", allow_null=True, help_text="Where it was found; null for a ring."
    )
    thread = serializers.IntegerField(source="thread_id", allow_null=True)
    accounts = serializers.SerializerMethodField()
    why = serializers.SerializerMethodField(help_text="Sentences.")
    figures = serializers.SerializerMethodField(help_text="What the sentences rest on.")
    signals = serializers.SerializerMethodField(
        help_text="Of how many accounts each signal is known; 0: the source does not give it."
    )
    found_at = serializers.DateTimeField()
    continues = serializers.IntegerField(
        source="continues_id", allow_null=True, help_text="The decided case whose wave went on."
    )
    decided_by = serializers.CharField(
        source="decided_by.username", default=None, allow_null=True, help_text="User name."
    )
    decided_at = serializers.DateTimeField(allow_null=True)

    def get_accounts(self, case: IntegrityCase) -> int:
        """How many."""
        return getattr(case, "accounts", None) or 0

    def get_why(self, case: IntegrityCase) -> list[str]:
        """In words."""
        with translation.override(asked_language(self.context["request"])):
            return list(told_case(case.reasons).why)

    def get_figures(self, case: IntegrityCase) -> dict[str, Any]:
        """As they were stored."""
        return dict(case.reasons.get("figures", {}))

    def get_signals(self, case: IntegrityCase) -> dict[str, int]:
        """As they were stored."""
        return dict(case.reasons.get("signals", {}))


class CaseDetailSerializer(CaseSerializer):
    """One case, with the ideas it bears on."""

    ideas = serializers.SerializerMethodField(help_text="Ideas that stand on a member's comment.")

    def get_ideas(self, case: IntegrityCase) -> list[int]:
        """By where merges led."""
        return sorted(ideas_of_cases([case.pk]))


class CaseMemberSerializer(serializers.Serializer[CaseMember]):
    """One comment of a member; never who wrote it."""

    id = serializers.IntegerField()
    fan = serializers.SerializerMethodField(help_text="Tells fans apart within this case.")
    standing = serializers.SerializerMethodField()
    comment = SaidSerializer()

    def get_fan(self, member: CaseMember) -> str:
        """An opaque mark."""
        salt = f"{__name__}:{member.case_id}"
        mark = salted_hmac(salt, str(member.fan_id), secret=settings.AUTHOR_SECRET)
        return mark.hexdigest()[:_FAN_LENGTH]

    def get_standing(self, member: CaseMember) -> str:
        """What is known of the account, in one word."""
        found = signals_of_fan(member.fan, when=member.comment.created_at).standing
        return str(Standing(found))


class DecideCaseSerializer(serializers.Serializer[Any]):
    """How the members count from now on."""

    outcome = serializers.ChoiceField(choices=CaseOutcome.choices)
    reason = serializers.CharField(max_length=MOST_REASON, help_text="Internal; must be told.")
    dry_run = serializers.BooleanField(
        required=False, default=False, help_text="Tell what it would change, and change nothing."
    )


class CaseNumbersSerializer(serializers.Serializer[Any]):
    """The numbers of an idea."""

    mentions = serializers.IntegerField()
    fans = serializers.IntegerField(allow_null=True)
    effective = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class CaseEffectSerializer(serializers.Serializer[Any]):
    """An idea before and after."""

    idea = serializers.IntegerField()
    before = CaseNumbersSerializer()
    after = CaseNumbersSerializer()


class DecidedCaseSerializer(serializers.Serializer[Any]):
    """What a decision changed, or would."""

    dry_run = serializers.BooleanField()
    case = CaseSerializer()
    effects = CaseEffectSerializer(many=True)


class CaseFilters(filters.FilterSet):  # type: ignore[misc]
    """Kind, state, outcome, idea."""

    kind = AnyOf(choices=CaseKind.choices)
    state = filters.ChoiceFilter(choices=CaseState.choices, method="in_state")
    outcome = AnyOf(choices=CaseOutcome.choices)
    idea = IdFilter(method="of_idea", help_text="Cases that bear on this idea.")

    class Meta:
        model = IntegrityCase
        fields: list[str] = []

    def in_state(
        self, queryset: IntegrityCaseQuerySet, _name: str, value: str
    ) -> IntegrityCaseQuerySet:
        """Waiting or decided."""
        return queryset.open() if value == CaseState.OPEN else queryset.decided()

    def of_idea(
        self, queryset: IntegrityCaseQuerySet, _name: str, value: int
    ) -> IntegrityCaseQuerySet:
        """By what the idea stands on."""
        return queryset.bearing_on([value])


class CaseViewSet(ListModelMixin, RetrieveModelMixin, ClientViewSet[IntegrityCase]):
    """Integrity cases, the newest first."""

    required_scopes: ClassVar[Mapping[str, Scope]] = {
        "list": Scope.IDEAS_READ,
        "retrieve": Scope.IDEAS_READ,
        "decide": Scope.IDEAS_WRITE,
    }
    filterset_class = CaseFilters
    orders: ClassVar[Mapping[str, Order]] = {
        "-found": [Key("found_at", descending=True), Key("pk", descending=True)],
        "found": [Key("found_at"), Key("pk")],
    }

    def get_queryset(self) -> IntegrityCaseQuerySet:
        """Cases with all that an answer shows."""
        return IntegrityCase.objects.told()

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        """One case is told in more detail than many."""
        return CaseDetailSerializer if self.action == "retrieve" else CaseSerializer

    @extend_schema(tags=["integrity"], summary="List integrity cases", examples=[CASE])
    def list(self, request: Request) -> Response:
        """What seems to be bought support: proposed by the machine, decided by people."""
        return super().list(request)

    @extend_schema(tags=["integrity"], summary="One integrity case", parameters=[_CASE])
    def retrieve(self, request: Request, pk: int) -> Response:
        """Why it was proposed, and the ideas it bears on."""
        return super().retrieve(request, pk=pk)

    @extend_schema(
        tags=["integrity"],
        summary="Decide an integrity case",
        parameters=[_CASE],
        request=DecideCaseSerializer,
        responses={
            200: DecidedCaseSerializer,
            (HTTPStatus.CONFLICT, MEDIA_TYPE): OpenApiResponse(StructureRefusedSerializer),
        },
        examples=[DECIDE_CASE, DECIDED_CASE],
    )
    def decide(self, request: Request, pk: int) -> Response:
        """Cap its members, leave them out or clear them; the ideas are counted anew.

        A case is decided once (409); its operation can be taken back, which opens it again.
        `dry_run` tells the same numbers and changes nothing.
        """
        refuse_unknown(request.query_params, known=())
        actor, case = self.actor(needed=_CHANGE), self.get_object()
        body = DecideCaseSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        given = dict(body.validated_data)
        dry_run = given.pop("dry_run")
        if dry_run:
            done = rehearse_decision(case, actor=actor, **given)
            if done.refused is not None:
                raise Refused(str(done.refused), code="integrity_case") from done.refused
            before, after = done.before, done.after or {}
        else:
            before = support_of_ideas(ideas_of_cases([case.pk]))
            try:
                decide_case(case, actor=actor, **given)
            except CaseRefusedError as error:
                raise Refused(str(error), code="integrity_case") from error
            after = support_of_ideas(before)
        row = self.get_queryset().get(pk=case.pk)
        told = {"dry_run": dry_run, "case": row, "effects": _effects(before, after)}
        context = self.get_serializer_context()
        return Response(DecidedCaseSerializer(told, context=context).data)


class CaseMembersViewSet(ListModelMixin, ClientViewSet[CaseMember]):
    """What the members of a case said."""

    required_scopes: ClassVar[Mapping[str, Scope]] = {"list": Scope.IDEAS_READ}
    serializer_class = CaseMemberSerializer
    queryset: QuerySet[CaseMember] = CaseMember.objects.none()
    orders: ClassVar[Mapping[str, Order]] = {
        "posted": [Key("comment__created_at", nullable=True), Key("pk")]
    }

    def get_queryset(self) -> CaseMemberQuerySet:
        """Their comments, with threads."""
        return CaseMember.objects.filter(case=self.kwargs.get("pk", 0)).to_show()

    @extend_schema(
        tags=["integrity"], summary="The members of a case", parameters=[_CASE], examples=[MEMBER]
    )
    def list(self, request: Request, pk: int) -> Response:
        """The earliest posted first; answers 404 for a case that is not there."""
        get_object_or_404(IntegrityCase.objects.only("pk"), pk=pk)
        return super().list(request)


def _effects(before: Mapping[int, Numbers], after: Mapping[int, Numbers]) -> list[dict[str, Any]]:
    return [
        {"idea": idea, "before": before[idea], "after": after[idea]}
        for idea in sorted(before)
        if idea in after
    ]

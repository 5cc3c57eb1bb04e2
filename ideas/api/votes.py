"""Votes by clients: recorded on a fan's behalf, withdrawn, imported from a CSV."""

from __future__ import annotations

import io
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.parsers import BaseParser
from rest_framework.response import Response

from engine.api.filters import refuse_unknown
from engine.api.models import Scope
from engine.api.problems import TooLarge
from engine.api.views import ClientViewSet
from feedback.intake import AuthorData
from feedback.models import Channel
from feedback.services.authors import find_or_make_fan
from ideas.api.below import IDEA, idea_of
from ideas.api.examples import VOTE, VOTES_CSV, VOTES_REPORT
from ideas.models import Vote
from ideas.services.importing_votes import import_votes
from ideas.services.voting import (
    MOST_SOURCE,
    Said,
    VoteRefusedError,
    add_vote,
    checked,
    withdraw_vote,
)
from ideas.vote_files.rows import MAX_BYTES, VoteFileError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import IO

    from rest_framework.request import Request

_VOTE = OpenApiParameter("id", OpenApiTypes.INT, OpenApiParameter.PATH, description="The vote.")
_DRY_RUN = OpenApiParameter(
    "dry_run", OpenApiTypes.BOOL, description="`true`: tell what the file would do, write nothing."
)
_SOURCE = OpenApiParameter(
    "source", OpenApiTypes.STR, description="Said of every vote; needed where rows have no link."
)
_TRUTH = {None: False, "false": False, "true": True}


class FanIdField(serializers.RegexField):
    """An id is text: as a number it may have lost digits."""

    default_error_messages = {"number": "An id must be text, not a number."}

    def to_internal_value(self, data: Any) -> str:
        """Take only text."""
        if not isinstance(data, str):
            self.fail("number")
        return str(super().to_internal_value(data))


class FanVoteSerializer(serializers.Serializer[Any]):
    """A vote on a fan's behalf: who, where and when they said so."""

    channel = serializers.ChoiceField(choices=Channel.choices)
    fan_id = FanIdField(
        r"^[^\s*=][^\s*]*$",
        max_length=200,
        help_text="The fan's id on the channel; kept only as a keyed hash.",
    )
    link = serializers.CharField(
        required=False, allow_blank=True, max_length=500, help_text="Where the fan said so."
    )
    source = serializers.CharField(  # type: ignore[assignment]
        required=False,
        allow_blank=True,
        max_length=MOST_SOURCE,
        help_text="Where there is no link: an event, a hotline call.",
    )
    said_at = serializers.DateTimeField(required=False)


class VoteSerializer(serializers.Serializer[Vote]):
    """A vote; who cast it is not told."""

    id = serializers.IntegerField()
    idea = serializers.IntegerField(source="idea_id")
    channel = serializers.CharField(source="fan.channel")
    link = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    said_at = serializers.DateTimeField(allow_null=True)
    at = serializers.DateTimeField(help_text="When it was recorded.")


class TallySerializer(serializers.Serializer[Any]):
    """What a file brings one idea."""

    idea = serializers.IntegerField(source="number")
    title = serializers.CharField()
    added = serializers.IntegerField()
    votes = serializers.IntegerField()
    effective_before = serializers.FloatField()
    effective_after = serializers.FloatField()


class VoteRefusalSerializer(serializers.Serializer[Any]):
    """A row that was not taken."""

    line = serializers.IntegerField()
    code = serializers.CharField()
    reason = serializers.CharField()
    field = serializers.CharField()
    nearest = serializers.ListField(child=serializers.CharField())


class VoteReportSerializer(serializers.Serializer[Any]):
    """What became of a file's rows, or would."""

    dry_run = serializers.BooleanField()
    rows = serializers.IntegerField()
    added = serializers.IntegerField()
    doubled = serializers.ListField(
        child=serializers.IntegerField(), help_text="Lines of votes that stood already."
    )
    refused = serializers.IntegerField()
    refusals = VoteRefusalSerializer(many=True, help_text="The first 1,000.")
    ideas = TallySerializer(source="tallies", many=True)
    notes = serializers.ListField(child=serializers.CharField())


class CsvParser(BaseParser):
    """A CSV as it comes, of any encoding a file may have."""

    media_type = "text/csv"

    def parse(  # type: ignore[override]
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        """Answer the bytes, or refuse more than a file may hold."""
        raw: bytes = stream.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            raise TooLarge
        return raw


class IdeaVotesViewSet(ClientViewSet[Vote]):
    """Votes for an idea."""

    required_scopes: ClassVar[Mapping[str, Scope]] = {"create": Scope.VOTES_WRITE}
    serializer_class = VoteSerializer
    queryset = Vote.objects.none()

    @extend_schema(
        tags=["votes"],
        summary="Record a vote on a fan's behalf",
        parameters=[IDEA],
        request=FanVoteSerializer,
        responses={201: VoteSerializer, 200: VoteSerializer},
        examples=[VOTE],
    )
    def create(self, request: Request, pk: int) -> Response:
        """Record it, with a link or a source; the same fan again changes nothing (200)."""
        refuse_unknown(request.query_params, known=())
        actor, idea = self.actor(needed="ideas.add_vote"), idea_of(pk)
        body = FanVoteSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        data = body.validated_data
        author = AuthorData(external_id=data["fan_id"], id_kind="native", display_name=None)
        said = Said(data.get("source", ""), data.get("link", ""), data.get("said_at"))
        try:
            checked(said)
            fan = find_or_make_fan(data["channel"], author, secret=settings.AUTHOR_SECRET)
            vote, is_new = add_vote(
                idea,
                fan=fan,
                actor=actor,
                source=said.source,
                link=said.link,
                said_at=said.said_at,
            )
        except VoteRefusedError as error:
            raise _invalid(error.name or "fan_id", str(error)) from error
        status = HTTPStatus.CREATED if is_new else HTTPStatus.OK
        return Response(self.get_serializer(vote).data, status=status)


class VoteViewSet(ClientViewSet[Vote]):
    """One vote, or a file of them."""

    required_scopes: ClassVar[Mapping[str, Scope]] = {
        "destroy": Scope.VOTES_WRITE,
        "take_in": Scope.VOTES_WRITE,
    }
    serializer_class = VoteSerializer
    queryset = Vote.objects.standing().select_related("fan")

    @extend_schema(
        tags=["votes"], summary="Withdraw a vote", parameters=[_VOTE], responses={204: None}
    )
    def destroy(self, _request: Request, pk: int) -> Response:
        """Take it back, on the idea and on all that was merged into it; an undo brings it back."""
        actor = self.actor(needed="ideas.delete_vote")
        withdraw_vote(self.get_object(), actor=actor)
        return Response(status=HTTPStatus.NO_CONTENT)

    @extend_schema(
        tags=["votes"],
        summary="Import votes",
        parameters=[_DRY_RUN, _SOURCE],
        request={"text/csv": OpenApiTypes.STR},
        responses={200: VoteReportSerializer},
        examples=[VOTES_CSV, VOTES_REPORT],
    )
    def take_in(self, request: Request) -> Response:
        """Record all votes of a CSV (up to 50,000 rows, 20 MB) as one operation.

        Columns: channel, fan_id, idea (number or exact title), when, link. Bad rows are refused
        with their line and reason, the others taken; the same file twice changes nothing.
        """
        refuse_unknown(request.query_params, known=("dry_run", "source"))
        actor = self.actor(needed="ideas.add_vote")
        dry_run = _TRUTH.get(request.query_params.get("dry_run"))
        if dry_run is None:
            raise _invalid("dry_run", "Only true or false.")
        raw = request.data if isinstance(request.data, bytes) else b""
        try:
            report = import_votes(
                io.BytesIO(raw),
                source=request.query_params.get("source", ""),
                actor=actor,
                secret=settings.AUTHOR_SECRET,
                dry_run=dry_run,
            )
        except VoteFileError as error:
            raise _invalid("", str(error)) from error
        except VoteRefusedError as error:
            raise _invalid(error.name, str(error)) from error
        return Response(VoteReportSerializer(report).data)


def _invalid(field: str, message: str) -> ValidationError:
    return ValidationError({field: [ErrorDetail(message, code="invalid")]})

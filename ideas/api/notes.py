"""Internal notes for clients that have the scope; no other endpoint tells of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response

from engine.api.filters import refuse_unknown
from engine.api.models import Scope
from engine.api.paging import Key
from engine.api.views import ClientViewSet
from ideas.api.below import COMMENT, IDEA, comment_of, idea_of
from ideas.models import Note
from ideas.services.noting import (
    MOST_CHARACTERS,
    edit_note,
    may_edit,
    may_take_off,
    take_off_note,
    write_note,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rest_framework.request import Request

    from engine.api.paging import Order
    from ideas.models.note import NotedOn

_NOTE = OpenApiParameter("id", OpenApiTypes.INT, OpenApiParameter.PATH, description="The note.")


class NoteSerializer(serializers.Serializer[Note]):
    """What a colleague wrote for colleagues."""

    id = serializers.IntegerField()
    text = serializers.CharField()
    idea = serializers.IntegerField(source="idea_id", allow_null=True)
    comment = serializers.IntegerField(source="comment_id", allow_null=True)
    by = serializers.CharField(source="made_by.username", default=None, allow_null=True)
    made_at = serializers.DateTimeField()


class NoteTextSerializer(serializers.Serializer[Any]):
    """What a note shall say."""

    text = serializers.CharField(max_length=MOST_CHARACTERS)


class _NotesViewSet(ClientViewSet[Note]):
    """The notes on one row."""

    required_scopes: ClassVar[Mapping[str, Scope]] = {
        "list": Scope.NOTES_READ,
        "create": Scope.NOTES_WRITE,
    }
    serializer_class = NoteSerializer
    queryset = Note.objects.none()
    orders: ClassVar[Mapping[str, Order]] = {
        "-made": [Key("made_at", descending=True), Key("pk", descending=True)]
    }

    def _list(self, row: NotedOn) -> Response:
        page = self.paginate_queryset(self.filter_queryset(Note.objects.on(row))) or []
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def _write(self, row: NotedOn) -> Response:
        refuse_unknown(self.request.query_params, known=())
        actor = self.actor(needed="ideas.add_note")
        note = write_note(row, text=_text_of(self.request), actor=actor)
        return Response(self.get_serializer(note).data, status=status.HTTP_201_CREATED)


class IdeaNotesViewSet(_NotesViewSet):
    """The notes on an idea, and on those merged into it."""

    @extend_schema(tags=["notes"], summary="The notes on an idea", parameters=[IDEA])
    def list(self, _request: Request, pk: int) -> Response:
        """The newest first; those taken off are not told."""
        return self._list(idea_of(pk))

    @extend_schema(
        tags=["notes"],
        summary="Write a note on an idea",
        parameters=[IDEA],
        request=NoteTextSerializer,
        responses={201: NoteSerializer},
    )
    def create(self, _request: Request, pk: int) -> Response:
        """Write in the name of the colleague the key acts for."""
        return self._write(idea_of(pk))


class CommentNotesViewSet(_NotesViewSet):
    """The notes on a comment."""

    @extend_schema(tags=["notes"], summary="The notes on a comment", parameters=[COMMENT])
    def list(self, _request: Request, pk: int) -> Response:
        """The newest first; those taken off are not told."""
        return self._list(comment_of(pk))

    @extend_schema(
        tags=["notes"],
        summary="Write a note on a comment",
        parameters=[COMMENT],
        request=NoteTextSerializer,
        responses={201: NoteSerializer},
    )
    def create(self, _request: Request, pk: int) -> Response:
        """Write in the name of the colleague the key acts for."""
        return self._write(comment_of(pk))


class NoteViewSet(ClientViewSet[Note]):
    """One note."""

    required_scopes: ClassVar[Mapping[str, Scope]] = {
        "partial_update": Scope.NOTES_WRITE,
        "destroy": Scope.NOTES_WRITE,
    }
    serializer_class = NoteSerializer
    queryset = Note.objects.standing().select_related("made_by")

    @extend_schema(
        tags=["notes"],
        summary="Edit a note",
        parameters=[_NOTE],
        request=NoteTextSerializer,
        responses={200: NoteSerializer},
    )
    def partial_update(self, request: Request, pk: int) -> Response:
        """Say it otherwise; only the colleague who wrote it may."""
        actor = self.actor(needed="ideas.change_note")
        note = self.get_object()
        if not may_edit(note, person=actor):
            raise PermissionDenied("Only who wrote a note may edit it.")
        row = edit_note(note, text=_text_of(request), actor=actor)
        return Response(self.get_serializer(row).data)

    @extend_schema(
        tags=["notes"], summary="Take a note off", parameters=[_NOTE], responses={204: None}
    )
    def destroy(self, _request: Request, pk: int) -> Response:
        """Take it off; the history keeps it, and an undo brings it back."""
        actor = self.actor()
        note = self.get_object()
        if not may_take_off(note, person=actor):
            raise PermissionDenied("Only who wrote a note, or a manager, may take it off.")
        take_off_note(note, actor=actor)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _text_of(request: Request) -> str:
    given = NoteTextSerializer(data=request.data)
    given.is_valid(raise_exception=True)
    text: str = given.validated_data["text"]
    return text

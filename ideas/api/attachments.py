"""Files of an idea's milestones: listed, handed in, sent and taken off by clients."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from engine.api.filters import refuse_unknown
from engine.api.models import Scope
from engine.api.paging import Key
from engine.api.views import ClientViewSet
from engine.uploads.contents import SUFFIXES
from engine.uploads.errors import UnfitFileError
from engine.uploads.pictures import THUMBNAIL_TYPE
from ideas.api.below import IDEA, idea_of
from ideas.files import send_file, send_thumbnail
from ideas.models import Attachment, Milestone
from ideas.services.attaching import attach_file, take_off_attachment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import FileResponse
    from rest_framework.request import Request

    from engine.api.paging import Order

_ATTACHMENT = OpenApiParameter(
    "id", OpenApiTypes.INT, OpenApiParameter.PATH, description="The attachment."
)


class AttachmentSerializer(serializers.Serializer[Attachment]):
    """A file of a milestone; its type is what the content showed."""

    id = serializers.IntegerField()
    milestone = serializers.ChoiceField(choices=Milestone.choices)
    name = serializers.CharField(help_text="As given, with the ending that fits the type.")
    content_type = serializers.ChoiceField(choices=list(SUFFIXES))
    size = serializers.IntegerField(help_text="Bytes.")
    sha256 = serializers.CharField()
    by = serializers.CharField(source="made_by.username", default=None, allow_null=True)
    made_at = serializers.DateTimeField()
    file_url = serializers.SerializerMethodField()
    thumbnail_url = serializers.SerializerMethodField()

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_file_url(self, row: Attachment) -> str:
        """Where the file is."""
        return self._url("ideas:attachment-file", row)

    @extend_schema_field(
        {"type": "string", "format": "uri", "nullable": True, "description": "Null: a document."}
    )
    def get_thumbnail_url(self, row: Attachment) -> str | None:
        """Where a small picture of it is."""
        return self._url("ideas:attachment-thumbnail", row) if row.thumbnail else None

    def _url(self, name: str, row: Attachment) -> str:
        url: str = self.context["request"].build_absolute_uri(reverse(name, args=[row.pk]))
        return url


class UploadSerializer(serializers.Serializer[Any]):
    """A file to attach."""

    milestone = serializers.ChoiceField(choices=Milestone.choices)
    file = serializers.FileField(
        allow_empty_file=True, help_text="A picture for the first two milestones."
    )
    reason = serializers.CharField(
        required=False, allow_blank=True, max_length=500, help_text="Kept in the history."
    )


class IdeaAttachmentsViewSet(ClientViewSet[Attachment]):
    """The files of an idea, and of those merged into it."""

    required_scopes: ClassVar[Mapping[str, Scope]] = {
        "list": Scope.IDEAS_READ,
        "create": Scope.IDEAS_WRITE,
    }
    serializer_class = AttachmentSerializer
    parser_classes = [MultiPartParser]
    queryset = Attachment.objects.none()
    orders: ClassVar[Mapping[str, Order]] = {
        "-made": [Key("made_at", descending=True), Key("pk", descending=True)]
    }

    @extend_schema(tags=["ideas"], summary="The files of an idea", parameters=[IDEA])
    def list(self, _request: Request, pk: int) -> Response:
        """The newest first; those taken off are not told."""
        rows = self.filter_queryset(Attachment.objects.of(idea_of(pk)))
        page = self.paginate_queryset(rows) or []
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        tags=["ideas"],
        summary="Attach a file",
        parameters=[IDEA],
        request={"multipart/form-data": UploadSerializer},
        responses={201: AttachmentSerializer, 200: AttachmentSerializer},
    )
    def create(self, request: Request, pk: int) -> Response:
        """Hand in one file as `multipart/form-data`.

        What it is, its content says: PNG, JPEG, WebP, GIF, PDF, docx, xlsx, pptx, odt, ods or
        odp. The same content again for the same milestone answers 200 with what is there.
        """
        refuse_unknown(request.query_params, known=())
        actor = self.actor(needed="ideas.add_attachment")
        idea = idea_of(pk)
        given = UploadSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        try:
            row, is_new = attach_file(idea, actor=actor, **given.validated_data)
        except UnfitFileError as error:
            raise ValidationError({"file": [ErrorDetail(str(error), error.code)]}) from error
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(self.get_serializer(row).data, status=code)


class AttachmentViewSet(ClientViewSet[Attachment]):
    """One file."""

    required_scopes: ClassVar[Mapping[str, Scope]] = {
        "file": Scope.IDEAS_READ,
        "thumbnail": Scope.IDEAS_READ,
        "destroy": Scope.IDEAS_WRITE,
    }
    serializer_class = AttachmentSerializer
    queryset = Attachment.objects.standing()

    @extend_schema(
        tags=["ideas"],
        summary="Download a file",
        parameters=[_ATTACHMENT],
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def file(self, _request: Request, pk: int) -> FileResponse:
        """The file as it was handed in, always to be saved."""
        return send_file(self.get_object())

    @extend_schema(
        tags=["ideas"],
        summary="A small picture of a file",
        parameters=[_ATTACHMENT],
        responses={(200, THUMBNAIL_TYPE): OpenApiTypes.BINARY},
    )
    def thumbnail(self, _request: Request, pk: int) -> FileResponse:
        """A WebP of at most 480 pixels a side, made by us; 404 for documents."""
        return send_thumbnail(self.get_object())

    @extend_schema(
        tags=["ideas"], summary="Take a file off", parameters=[_ATTACHMENT], responses={204: None}
    )
    def destroy(self, request: Request, pk: int) -> Response:
        """Take it off its idea; the history keeps it, and an undo brings it back."""
        refuse_unknown(request.query_params, known=())
        actor = self.actor(needed="ideas.delete_attachment")
        row = get_object_or_404(self.get_queryset(), pk=pk)
        take_off_attachment(row, actor=actor)
        return Response(status=status.HTTP_204_NO_CONTENT)

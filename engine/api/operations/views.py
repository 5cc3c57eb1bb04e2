"""The ledger for clients: what people did, and taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_view,
)
from rest_framework.exceptions import PermissionDenied
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response

from engine.api.filters import refuse_unknown
from engine.api.models import Scope
from engine.api.operations.examples import OPERATION, REFUSED, UNDONE
from engine.api.operations.filters import OperationFilters
from engine.api.operations.serializers import (
    ConflictSerializer,
    OperationDetailSerializer,
    OperationRowSerializer,
    RefusalSerializer,
    UndoneSerializer,
    UndoSerializer,
)
from engine.api.paging import Key
from engine.api.problems import MEDIA_TYPE, Refused
from engine.api.views import ClientViewSet
from engine.ledger.models import CellChange, Operation
from engine.ledger.rights import may_undo
from engine.ledger.tallies import rehearse_undo, undo_and_count
from engine.ledger.undoing import RefusedError
from engine.ledger.undone import undone_by

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.contrib.auth.models import User
    from django.db.models import QuerySet
    from rest_framework.request import Request

    from engine.api.paging import Order
    from engine.ledger.tallies import Effect

_OPERATION = OpenApiParameter(
    "id", OpenApiTypes.INT, OpenApiParameter.PATH, description="The operation."
)


@extend_schema_view(
    list=extend_schema(
        tags=["operations"],
        summary="List what people did",
        responses=OperationRowSerializer(many=True),
        examples=[OPERATION],
    ),
    retrieve=extend_schema(
        tags=["operations"],
        summary="One operation with its cells",
        parameters=[_OPERATION],
        responses=OperationDetailSerializer,
    ),
)
class OperationViewSet(ListModelMixin, RetrieveModelMixin, ClientViewSet[Operation]):
    """Changes by people, the newest first; append-only."""

    required_scopes: ClassVar[Mapping[str, Scope]] = {
        "list": Scope.LEDGER_READ,
        "retrieve": Scope.LEDGER_READ,
        "undo": Scope.LEDGER_WRITE,
    }
    serializer_class = OperationRowSerializer
    filterset_class = OperationFilters
    # numbers grow with time, and have an index
    orders: ClassVar[Mapping[str, Order]] = {
        "-made": [Key("pk", descending=True)],
        "made": [Key("pk")],
    }

    def get_queryset(self) -> QuerySet[Operation]:
        """Operations with who made them."""
        return Operation.objects.select_related("actor")

    def list(self, _request: Request) -> Response:
        """Ask for all undos of a page at once."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        context = {"undone": undone_by(row.pk for row in page)}
        rows = OperationRowSerializer(page, many=True, context=context)
        return self.get_paginated_response(rows.data)

    def retrieve(self, _request: Request, pk: int) -> Response:
        """One with all its cells."""
        row = self.get_object()
        context = {"undone": undone_by([row.pk])}
        return Response(OperationDetailSerializer(row, context=context).data)

    @extend_schema(
        tags=["operations"],
        summary="Take an operation back",
        parameters=[_OPERATION],
        request=UndoSerializer,
        responses={
            200: UndoneSerializer,
            (409, MEDIA_TYPE): OpenApiResponse(
                RefusalSerializer, description="It cannot be taken back; nothing was changed."
            ),
        },
        examples=[UNDONE, REFUSED],
    )
    def undo(self, request: Request, pk: int) -> Response:
        """Put back every cell, or none: where one holds something else by now, 409 lists it.

        It is the doing of the colleague the key acts for: editors take back their own operations,
        managers anybody's. An undo is an operation, which can be taken back too. `dry_run` tells
        the same and changes nothing.
        """
        refuse_unknown(request.query_params, known=())
        actor = self.actor()
        operation = self.get_object()
        if not may_undo(operation, person=actor):
            raise PermissionDenied("The colleague the key acts for may not take this back.")
        given = UndoSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        try:
            made, effects = _do(operation, actor=actor, **given.validated_data)
        except RefusedError as error:
            raise _refused(error) from error
        told = {
            "dry_run": made is None,
            "operation": made,
            "cells": [_turned(change) for change in operation.changes.order_by("pk")],
            "effects": effects,
        }
        return Response(UndoneSerializer(told).data)


def _do(
    operation: Operation, *, actor: User, reason: str, dry_run: bool
) -> tuple[Operation | None, list[Effect]]:
    if not dry_run:
        return undo_and_count(operation, actor=actor, reason=reason)
    done, effects = rehearse_undo(operation, actor=actor)
    if done.refused is not None:
        raise done.refused
    return None, effects


def _refused(error: RefusedError) -> Refused:
    conflicts = ConflictSerializer(error.conflicts, many=True).data
    return Refused(str(error), code="conflicts", conflicts=conflicts)


def _turned(change: CellChange) -> dict[str, Any]:
    return {
        "model": change.model,
        "row": change.row,
        "field": change.field,
        "before": change.after,
        "after": change.before,
    }

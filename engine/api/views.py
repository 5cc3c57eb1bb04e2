"""What every endpoint is built on: JSON in and out, English errors, scopes, strict parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.db.models import Model
from django.shortcuts import get_object_or_404
from django.utils import translation
from rest_framework.exceptions import PermissionDenied
from rest_framework.negotiation import BaseContentNegotiation, DefaultContentNegotiation
from rest_framework.viewsets import GenericViewSet

from engine.api.authentication import colleague_of
from engine.api.filters import StrictFilters, refuse_unknown
from engine.api.openapi import ScopedSchema
from engine.api.parsing import StrictJSONParser
from engine.api.problems import LengthRequired

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.contrib.auth.models import User
    from django.http.response import HttpResponseBase
    from rest_framework.renderers import BaseRenderer
    from rest_framework.request import Request

    from engine.api.models import Scope

Row = TypeVar("Row", bound=Model)


class AlwaysJson(DefaultContentNegotiation):
    """The API speaks JSON, whatever a browser says it would rather have."""

    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,
    ) -> tuple[BaseRenderer, str]:
        """Take the first renderer."""
        first = next(iter(renderers))
        return first, str(first.media_type)


class ClientViewSet(GenericViewSet[Row]):
    """Endpoints for clients with keys; `required_scopes` names the scope of each action."""

    required_scopes: ClassVar[Mapping[str, Scope]] = {}
    content_negotiation_class: type[BaseContentNegotiation] = AlwaysJson
    filter_backends = [StrictFilters]
    metadata_class = None
    parser_classes = [StrictJSONParser]
    schema = ScopedSchema()

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer in English: programs and their logs read this, not editors."""
        with translation.override("en"):
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse what would be read as an empty body, once it is known who asks."""
        super().initial(request, *args, **kwargs)
        if "Transfer-Encoding" in request.headers and not request.headers.get("Content-Length"):
            raise LengthRequired

    def colleague(self) -> User | None:
        """The colleague the key acts for; None where it is nobody who still works here."""
        return colleague_of(self.request)

    def actor(self, *, needed: str = "") -> User:
        """The colleague the key acts for: what it changes is that person's doing.

        Where a permission is needed, such as "ideas.add_note", that person must have it.
        """
        person = self.colleague()
        if person is None:
            raise PermissionDenied("The key acts for no colleague who still works here.")
        if needed and not person.has_perm(needed):
            told = f'The colleague the key acts for lacks the permission "{needed}".'
            raise PermissionDenied(told)
        return person

    def get_object(self) -> Row:
        """The row of the address; a list's parameters mean nothing to it."""
        refuse_unknown(self.request.query_params, known=())
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

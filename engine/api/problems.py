"""Every error of the API as problem details (RFC 9457), in plain English."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, JsonResponse, UnreadablePostError
from django.views import defaults
from rest_framework import exceptions
from rest_framework.response import Response

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
_PREFIX = "/api/"
_TYPE = "urn:lenggong:problem:"
_TITLES = {"invalid": "Invalid input", "parse_error": "The body cannot be read"}


class Refused(exceptions.APIException):
    """An act that the state of things forbids; `more` are members for programs to go on with."""

    status_code = HTTPStatus.CONFLICT
    default_detail = "That cannot be done now."
    default_code = "refused"

    def __init__(self, detail: str, *, code: str = "refused", **more: Any) -> None:
        """Keep the members; the code names the kind of problem."""
        super().__init__(detail, code)
        self.default_code = code
        self.more = more


class TooLarge(exceptions.APIException):
    """More than one call may carry."""

    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_detail = "The body is larger than the server takes in one call."
    default_code = "too_large"


class LengthRequired(exceptions.APIException):
    """A body whose length nobody tells beforehand, which the server would read as empty."""

    status_code = HTTPStatus.LENGTH_REQUIRED
    default_detail = "A body needs a Content-Length; it cannot be sent in chunks."
    default_code = "length_required"


class Unavailable(exceptions.APIException):
    """Something the API stands on is away or busy; the same call may work soon."""

    status_code = HTTPStatus.SERVICE_UNAVAILABLE
    default_detail = "The database is away or busy; nothing was changed. Try again."
    default_code = "unavailable"
    wait = 5


_ANSWERS: dict[type[Exception], Callable[[], exceptions.APIException]] = {
    Http404: lambda: exceptions.NotFound("There is no such row."),
    PermissionDenied: exceptions.PermissionDenied,
    RequestDataTooBig: TooLarge,
    UnreadablePostError: lambda: exceptions.ParseError("The body broke off."),
    OperationalError: Unavailable,
    InterfaceError: Unavailable,
}


def problem_response(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Turn an exception into its answer; None for a fault of ours, which becomes a 500."""
    known = _known(error)
    if known is None:
        return None
    headers = {}
    if header := getattr(known, "auth_header", None):
        headers["WWW-Authenticate"] = header
    if wait := getattr(known, "wait", None):
        headers["Retry-After"] = str(int(wait))
    return Response(
        _body(known), status=known.status_code, headers=headers, content_type=MEDIA_TYPE
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer 400, as a problem under /api/."""
    if not request.path.startswith(_PREFIX):
        return defaults.bad_request(request, exception)
    return _answer(HTTPStatus.BAD_REQUEST, "bad-request", "The request cannot be read.")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer 404, as a problem under /api/."""
    if not request.path.startswith(_PREFIX):
        return defaults.page_not_found(request, exception)
    return _answer(HTTPStatus.NOT_FOUND, "not-found", "There is nothing at this address.")


def server_error(request: HttpRequest) -> HttpResponseBase:
    """Answer 500, as a problem under /api/; what went wrong is in the log only."""
    if not request.path.startswith(_PREFIX):
        return defaults.server_error(request)
    return _answer(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "server-error",
        "The server failed; the failure is logged.",
    )


def _known(error: Exception) -> exceptions.APIException | None:
    if isinstance(error, exceptions.APIException):
        return error
    if isinstance(error, OperationalError | InterfaceError):
        logger.warning("answered 503: %s", error)
    return next((make() for kind, make in _ANSWERS.items() if isinstance(error, kind)), None)


def _body(error: exceptions.APIException) -> dict[str, Any]:
    status = HTTPStatus(error.status_code)
    code = error.default_code
    body: dict[str, Any] = {
        "type": _TYPE + code.replace("_", "-"),
        "title": _TITLES.get(code, status.phrase),
        "status": int(status),
    }
    body |= getattr(error, "more", {})
    if isinstance(error.detail, exceptions.ErrorDetail):
        return {**body, "detail": str(error.detail)}
    errors = list(_field_errors(error.detail))
    detail = "; ".join(f"{e['field']}: {e['detail']}" for e in errors)
    return {**body, "detail": detail, "errors": errors}


def _field_errors(detail: Any, *, field: str = "") -> Iterator[dict[str, str]]:
    """List nested field errors flat, each with the path of its field."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            yield from _field_errors(inner, field=f"{field}.{name}".strip("."))
    elif isinstance(detail, list | tuple):
        for inner in detail:
            yield from _field_errors(inner, field=field)
    else:
        yield {"field": field, "code": getattr(detail, "code", "invalid"), "detail": str(detail)}


def _answer(status: HTTPStatus, kind: str, detail: str) -> JsonResponse:
    body = {"type": _TYPE + kind, "title": status.phrase, "status": int(status), "detail": detail}
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE)

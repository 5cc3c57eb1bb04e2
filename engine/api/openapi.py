"""How the OpenAPI schema tells of keys, scopes and problems."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from engine.api.problems import MEDIA_TYPE

_PROBLEM = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "Kind of problem; stable."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What went wrong this time."},
        "errors": {
            "type": "array",
            "description": "Each field or parameter at fault.",
            "items": {
                "type": "object",
                "required": ["field", "code", "detail"],
                "properties": {
                    "field": {"type": "string"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
    "example": {
        "type": "urn:lenggong:problem:invalid",
        "title": "Invalid input",
        "status": 400,
        "detail": "limit: A whole number from 1 to 200 is needed.",
        "errors": [
            {
                "field": "limit",
                "code": "invalid",
                "detail": "A whole number from 1 to 200 is needed.",
            }
        ],
    },
}
_EVERYWHERE = {
    HTTPStatus.BAD_REQUEST: "A parameter or the body is wrong.",
    HTTPStatus.UNAUTHORIZED: "The key is missing, unknown, revoked or expired.",
    HTTPStatus.FORBIDDEN: "The key lacks the scope.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The database is away or busy; try again.",
}
_WITH_BODY = {
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "More than one call may carry.",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "The body is of another type than this takes.",
}
_WITH_ID = {HTTPStatus.NOT_FOUND: "There is no such row."}


class ClientKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The header that carries the key."""

    target_class = "engine.api.authentication.ClientKeyAuthentication"
    name = "Api-Key"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        """Describe the header."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Authorization: Api-Key <key>`; keys come from `make_api_key`.",
        }


class ScopedSchema(AutoSchema):
    """Says of each operation which scope it needs."""

    def get_description(self) -> str:  # type: ignore[override]
        """Add the scope to what the view says."""
        action = getattr(self.view, "action", "")
        scope = getattr(self.view, "required_scopes", {})[action]
        return f"{super().get_description()}\n\nScope: `{scope}`."


def add_problems(result: dict[str, Any], **_generating: Any) -> dict[str, Any]:
    """Describe the errors that every operation may answer with."""
    result["components"].setdefault("schemas", {})["Problem"] = _PROBLEM
    for path, methods in result["paths"].items():
        for operation in methods.values():
            told = {
                **_EVERYWHERE,
                **(_WITH_BODY if "requestBody" in operation else {}),
                **(_WITH_ID if "{" in path else {}),
            }
            for status, description in sorted(told.items()):
                operation["responses"].setdefault(str(int(status)), _problem(description))
    return result


def drop_marks(result: dict[str, Any], **_generating: Any) -> dict[str, Any]:
    """Take out the marks by which enums would be named; they mean nothing to a reader."""
    _drop(result)
    return result


def _drop(node: Any) -> None:
    if isinstance(node, dict):
        node.pop("x-spec-enum-id", None)
    for inner in node.values() if isinstance(node, dict) else node:
        if isinstance(inner, dict | list):
            _drop(inner)


def _problem(description: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {MEDIA_TYPE: {"schema": schema}}}

"""What drf-spectacular is told; plain data, since settings import it."""

from __future__ import annotations

from typing import Any

SPECTACULAR: dict[str, Any] = {
    "TITLE": "Lenggong API",
    "VERSION": "1",
    "DESCRIPTION": (
        "What fans ask a brand for: comments go in, ideas with their evidence come out.\n\n"
        "Every call carries `Authorization: Api-Key <key>`. Lists come in pages: follow `next` "
        "until it is null. Errors are problem details (RFC 9457). Times are ISO 8601 with an "
        "offset; a time without one is Beijing time. Offsets into texts count Unicode code points."
    ),
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": True,
    # Without the hook that names enums: each stands where it is used, under no invented name.
    "POSTPROCESSING_HOOKS": [
        "engine.api.openapi.drop_marks",
        "engine.api.openapi.add_problems",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "tryItOutEnabled": True},
    "TAGS": [
        {"name": "comments", "description": "What fans said, as posted."},
        {"name": "requests", "description": "What they asked for: spans of comments."},
        {"name": "ideas", "description": "What might be built, with support and evidence."},
        {"name": "clocks", "description": "What we promised by when."},
        {"name": "hand-offs", "description": "Ideas given from desk to desk."},
        {"name": "reports", "description": "Where ideas wait, and the scorecard."},
        {"name": "votes", "description": "Explicit support of fans, each with its source."},
        {"name": "integrity", "description": "Support that may have been bought."},
        {"name": "notes", "description": "What colleagues wrote for colleagues."},
        {"name": "notices", "description": "What colleagues were told."},
        {"name": "operations", "description": "What people changed, and taking it back."},
    ],
}

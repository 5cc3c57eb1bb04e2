"""The OpenAPI schema: valid, without warnings, complete; its page works offline."""

from __future__ import annotations

import re
from io import StringIO

import pytest
import yaml
from django.core.management import call_command
from django.test import Client

pytestmark = pytest.mark.django_db
METHODS = ("get", "post", "put", "patch", "delete")


@pytest.fixture(scope="module")
def schema() -> dict:
    out = StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=out)
    return yaml.safe_load(out.getvalue())


def operations(schema: dict) -> list[dict]:
    return [ways[name] for ways in schema["paths"].values() for name in METHODS if name in ways]


def test_the_schema_is_valid_and_knows_every_endpoint(schema: dict) -> None:
    assert set(schema["paths"]) == {
        "/api/v1/attachments/{id}",
        "/api/v1/attachments/{id}/file",
        "/api/v1/attachments/{id}/thumbnail",
        "/api/v1/bursts",
        "/api/v1/bursts/{id}",
        "/api/v1/bursts/{id}/acknowledge",
        "/api/v1/bursts/{id}/dismiss",
        "/api/v1/clocks",
        "/api/v1/clocks/{id}/pause",
        "/api/v1/clocks/{id}/resume",
        "/api/v1/clocks/{id}/waive",
        "/api/v1/clusters",
        "/api/v1/clusters/{id}",
        "/api/v1/clusters/{id}/promote",
        "/api/v1/comments",
        "/api/v1/comments/{id}",
        "/api/v1/comments/{id}/author-role",
        "/api/v1/comments/{id}/label",
        "/api/v1/comments/{id}/notes",
        "/api/v1/comments/{id}/product-line",
        "/api/v1/comments/{id}/spans",
        "/api/v1/comments/{id}/tags",
        "/api/v1/hand-offs/{id}/decide",
        "/api/v1/hand-offs/{id}/receive",
        "/api/v1/ideas",
        "/api/v1/ideas/{id}",
        "/api/v1/ideas/{id}/as-of",
        "/api/v1/ideas/{id}/attach",
        "/api/v1/ideas/{id}/attachments",
        "/api/v1/ideas/{id}/awards",
        "/api/v1/ideas/{id}/clocks",
        "/api/v1/ideas/{id}/decisions",
        "/api/v1/ideas/{id}/detach",
        "/api/v1/ideas/{id}/evidence",
        "/api/v1/ideas/{id}/hand-offs",
        "/api/v1/ideas/{id}/history",
        "/api/v1/ideas/{id}/merge",
        "/api/v1/ideas/{id}/move",
        "/api/v1/ideas/{id}/notes",
        "/api/v1/ideas/{id}/outreach",
        "/api/v1/ideas/{id}/outreach/plan",
        "/api/v1/ideas/{id}/series",
        "/api/v1/ideas/{id}/split",
        "/api/v1/ideas/{id}/support",
        "/api/v1/ideas/{id}/tags",
        "/api/v1/ideas/{id}/votes",
        "/api/v1/ideas/{id}/watch",
        "/api/v1/integrity-cases",
        "/api/v1/integrity-cases/{id}",
        "/api/v1/integrity-cases/{id}/decide",
        "/api/v1/integrity-cases/{id}/members",
        "/api/v1/notes/{id}",
        "/api/v1/notices",
        "/api/v1/operations",
        "/api/v1/operations/{id}",
        "/api/v1/operations/{id}/undo",
        "/api/v1/outreach/approve",
        "/api/v1/outreach/export",
        "/api/v1/outreach/failed",
        "/api/v1/outreach/opt-out",
        "/api/v1/outreach/requeue",
        "/api/v1/outreach/sent",
        "/api/v1/outreach/unreachable",
        "/api/v1/reports/scorecard",
        "/api/v1/reports/scorecard/{measure}",
        "/api/v1/reports/waiting",
        "/api/v1/requests",
        "/api/v1/requests/{id}/confirm",
        "/api/v1/requests/{id}/move",
        "/api/v1/requests/{id}/reject",
        "/api/v1/series",
        "/api/v1/suggestions",
        "/api/v1/suggestions/{id}/accept",
        "/api/v1/suggestions/{id}/dismiss",
        "/api/v1/verdicts",
        "/api/v1/verdicts/{id}",
        "/api/v1/votes/import",
        "/api/v1/votes/{id}",
    }


def test_every_operation_and_parameter_is_described(schema: dict) -> None:
    for operation in operations(schema):
        assert operation["summary"]
        assert "Scope: `" in operation["description"]
        for parameter in operation.get("parameters", []):
            assert parameter.get("description"), (operation["operationId"], parameter["name"])


def test_every_operation_needs_a_key_and_tells_its_problems(schema: dict) -> None:
    assert schema["components"]["securitySchemes"]["Api-Key"]["name"] == "Authorization"
    for operation in operations(schema):
        assert operation["security"] == [{"Api-Key": []}]
        assert {"400", "401", "403"} <= set(operation["responses"])


def test_examples_speak_chinese(schema: dict) -> None:
    assert "冷宫" in str(schema["paths"]["/api/v1/comments"]["post"])
    assert "冷宫" in str(schema["paths"]["/api/v1/ideas"]["get"])


def test_schema_and_page_are_open_to_everybody() -> None:
    assert Client().get("/api/v1/schema").status_code == 200
    assert Client().get("/api/v1/docs").status_code == 200


def test_the_page_loads_nothing_from_elsewhere() -> None:
    page = Client().get("/api/v1/docs").content.decode()
    sources = re.findall(r"""(?:src|href)=["']([^"']+)""", page)
    assert sources
    for source in sources:
        assert source.startswith("/static/")
        answer = Client().get(source)
        assert answer.status_code == 200
        answer.close()
    assert "https://" not in page

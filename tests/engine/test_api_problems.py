"""Every error of the API is a problem (RFC 9457), in English."""

from __future__ import annotations

import json

import pytest
from django.db import OperationalError
from django.http import Http404
from django.test import RequestFactory

from engine.api.models import Scope
from engine.api.problems import bad_request, not_found, problem_response, server_error
from tests.api import PROBLEM, make_client

pytestmark = pytest.mark.django_db
URL = "/api/v1/comments"


def assert_problem(answer, status: int) -> dict:
    assert answer.status_code == status
    assert answer["Content-Type"] == PROBLEM
    body = json.loads(answer.content)
    assert body["status"] == status
    assert {"type", "title", "detail"} <= set(body)
    assert body["detail"].isascii()
    return body


def test_a_method_nobody_answers_is_405() -> None:
    for method in ("put", "delete", "patch", "options"):
        assert_problem(getattr(make_client(), method)(URL), 405)


def test_a_row_that_is_not_there_is_404() -> None:
    client = make_client()
    for pk in (1, 2**63, 10**30):
        assert_problem(client.get(f"{URL}/{pk}"), 404)


def test_a_body_of_another_type_is_415() -> None:
    assert_problem(make_client().post(URL, "a=b", content_type="text/plain"), 415)


def test_a_body_in_chunks_is_411_instead_of_read_as_empty() -> None:
    answer = make_client(**{"Transfer-Encoding": "chunked"}).post(
        URL, headers={"Content-Length": ""}
    )
    assert_problem(answer, 411)


def test_a_body_without_a_type_is_415() -> None:
    assert_problem(make_client().post(URL, b"[]", content_type=""), 415)


def test_a_bad_parameter_is_400_and_named() -> None:
    body = assert_problem(make_client().get(f"{URL}?created_from=yesterday&channel=x"), 400)
    assert {error["field"] for error in body["errors"]} == {"created_from", "channel"}
    assert body["type"] == "urn:lenggong:problem:invalid"


def test_an_unknown_parameter_is_400_and_the_known_ones_are_told() -> None:
    body = assert_problem(make_client().get(f"{URL}?chanel=weibo"), 400)
    assert body["errors"][0]["field"] == "chanel"
    assert "channel" in body["errors"][0]["detail"]


def test_a_nul_in_a_parameter_is_400() -> None:
    assert_problem(make_client().get(f"{URL}?q=%00"), 400)


def test_errors_stay_english_for_a_chinese_browser() -> None:
    client = make_client(**{"Accept-Language": "zh-CN"})
    assert_problem(client.get(f"{URL}?created_from=yesterday"), 400)


def test_json_is_answered_even_to_a_browser() -> None:
    answer = make_client(Scope.COMMENTS_READ, Accept="text/html").get(URL)
    assert answer["Content-Type"] == "application/json"


def test_a_database_that_is_away_is_503_and_worth_another_try() -> None:
    answer = problem_response(OperationalError("deadlock detected"), {})
    assert answer is not None
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert "deadlock" not in str(answer.data)


def test_a_fault_of_ours_is_left_to_the_server_error() -> None:
    assert problem_response(KeyError("x"), {}) is None


def test_addresses_nobody_has_are_problems_under_api_only() -> None:
    make = RequestFactory()
    assert_problem(not_found(make.get("/api/v1/nothing"), Http404()), 404)
    assert_problem(server_error(make.get("/api/v1/comments")), 500)
    assert_problem(bad_request(make.get("/api/v1/comments"), ValueError()), 400)
    for answer in (
        not_found(make.get("/nothing"), Http404()),
        server_error(make.get("/nothing")),
        bad_request(make.get("/nothing"), ValueError()),
    ):
        assert answer["Content-Type"].startswith("text/html")

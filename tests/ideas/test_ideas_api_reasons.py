"""Reasons of requests and of their places: stable codes, and sentences in the client's language."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from django.core.management import call_command

from engine.nlp.asking.grammar import CODES
from engine.nlp.decisions import LOST
from tests.api import make_client
from tests.factories import (
    make_assignment,
    make_cluster,
    make_comment,
    make_idea,
    make_request,
    make_why,
)

if TYPE_CHECKING:
    from ideas.models import Idea

pytestmark = pytest.mark.django_db

REQUESTS = "/api/v1/requests"
READ = [
    {"code": "hope_change", "detail": "希望多出"},
    {"code": "hope_luck", "detail": "希望用着"},
    {"code": "model", "detail": "0.93"},
]
LANGUAGES = [
    (
        "en",
        [
            "hope for a change: “希望多出”",
            "speaks against it: hope for luck: “希望用着”",
            "very sure (93%)",
        ],
        ["it names another product", "below the threshold"],
        ["a person said it is the same wish"],
    ),
    (
        "zh-CN,zh;q=0.9",
        ["希望改动：“希望多出”", "不利于判为诉求：祈求好运：“希望用着”", "很有把握（93%）"],
        ["指的是别的产品", "未达到阈值"],
        ["有人裁定为同一诉求"],
    ),
]


def make_told(idea: Idea) -> None:
    """A request with reasons of both kinds in a cluster of the idea."""
    second = {
        "cluster": make_cluster().pk,
        "similarity": 0.2,
        "lost": ["other_product", "below_threshold"],
    }
    make_assignment(
        make_request(make_comment("希望多出几个颜色"), why=READ),
        cluster=make_cluster(idea),
        why=make_why(runner_up=second, verdict="same"),
    )


def sentences(why: list[dict[str, Any]]) -> list[str]:
    return [reason["sentence"] for reason in why]


@pytest.mark.parametrize(("asked", "read", "lost", "said"), LANGUAGES)
def test_requests_and_evidence_tell_why_in_the_language_asked_for(
    asked: str, read: list[str], lost: list[str], said: list[str]
) -> None:
    idea = make_idea()
    make_told(idea)
    client = make_client(**{"Accept-Language": asked})
    (row,) = client.get(REQUESTS).json()["results"]
    assert sentences(row["why"]) == read
    detail = client.get(f"/api/v1/ideas/{idea.pk}").json()["evidence"]
    evidence = client.get(f"/api/v1/ideas/{idea.pk}/evidence").json()["results"]
    assert detail == evidence
    assert sentences(evidence[0]["request"]["why"]) == read
    assert evidence[0]["why"]["runner_up"]["lost_sentences"] == lost
    assert evidence[0]["why"]["sentences"] == said


def test_codes_are_the_same_in_every_language() -> None:
    idea = make_idea()
    make_told(idea)
    for asked in ("en", "zh-CN"):
        client = make_client(**{"Accept-Language": asked})
        (row,) = client.get(f"/api/v1/ideas/{idea.pk}/evidence").json()["results"]
        assert [
            (r["code"], r["words"], r["speaks"], r["share"]) for r in row["request"]["why"]
        ] == [
            ("hope_change", "希望多出", "for", None),
            ("hope_luck", "希望用着", "against", None),
            ("model", "", "sure", 0.93),
        ]
        assert row["why"]["runner_up"]["lost"] == ["other_product", "below_threshold"]
        assert row["why"]["verdict"] == "same"


def test_a_second_look_that_brought_it_here_is_told() -> None:
    idea = make_idea()
    moved = {"kind": "join", "cluster": 3, "likeness": 0.8, "limit": 0.7}
    make_assignment(cluster=make_cluster(idea), why=make_why(moved=moved))
    (row,) = make_client().get(f"/api/v1/ideas/{idea.pk}/evidence").json()["results"]
    assert row["why"]["sentences"] == ["came by joining cluster #3: mean likeness 0.8, from 0.7"]


def test_a_code_of_another_version_stands_for_itself() -> None:
    idea = make_idea()
    second = {"cluster": make_cluster().pk, "similarity": 0.2, "lost": ["of_tomorrow", "tie"]}
    make_assignment(
        make_request(why=[{"code": "of_tomorrow", "detail": "求"}]),
        cluster=make_cluster(idea),
        why=make_why(runner_up=second),
    )
    (row,) = make_client().get(f"/api/v1/ideas/{idea.pk}/evidence").json()["results"]
    assert sentences(row["request"]["why"]) == ["of_tomorrow: “求”"]
    told = row["why"]["runner_up"]["lost_sentences"]
    assert told == ["of_tomorrow", "equally alike; the other was there first"]


@pytest.mark.parametrize("asked", ["en", "zh-CN"])
@pytest.mark.parametrize("rows", [3, 30])
def test_sentences_cost_no_query(rows: int, asked: str, django_assert_num_queries: Any) -> None:
    idea = make_idea()
    for _ in range(rows):
        make_told(idea)
    client = make_client(**{"Accept-Language": asked})
    with django_assert_num_queries(3):
        assert len(client.get(REQUESTS).json()["results"]) == rows
    with django_assert_num_queries(4):
        assert len(client.get(f"/api/v1/ideas/{idea.pk}/evidence").json()["results"]) == rows


def test_the_schema_names_every_code() -> None:
    out = StringIO()
    call_command("spectacular", stdout=out)
    parts = yaml.safe_load(out.getvalue())["components"]["schemas"]
    told = parts["Reason"]["properties"]["code"]["description"]
    for code in (*CODES, "set_phrase", "heard", "careful", "wording", "model", "whole"):
        assert f"- `{code}`: " in told
    assert "- `hope_change`: hope for a change" in told
    lost = parts["RunnerUp"]["properties"]["lost"]["description"]
    assert all(f"`{code}`" in lost for code in LOST)
    for name in ("Request", "AssignedRequest", "Span"):
        why = parts[name]["properties"]["why"]
        assert why["items"] == {"$ref": "#/components/schemas/Reason"}

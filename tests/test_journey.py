"""One file's way through public doors only: import, worker's tasks, API."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import call_command

from engine.api.keys import make_client_key
from feedback.models import Account
from feedback.tasks import read_comments
from ideas.demo.sample import SAMPLE, prepare_brand, sample_files
from ideas.tasks import assign_requests


@pytest.fixture
def _sample_taken_in(db: None) -> None:
    prepare_brand()
    for path in sample_files():
        call_command("import_comments", str(path), stdout=io.StringIO(), stderr=io.StringIO())
    read_comments()
    assign_requests()


@pytest.mark.usefixtures("_sample_taken_in")
def test_the_cold_palace_fridge_comes_out_on_top_with_its_evidence(client):
    _, key = make_client_key("rnd", scopes=["ideas:read"])
    headers = {"Authorization": f"Api-Key {key}"}
    ideas = client.get("/api/v1/ideas", headers=headers).json()["results"]
    top = ideas[0]
    assert "冷宫" in top["title"]
    assert top["support"]["mentions"] > top["support"]["effective"]
    evidence = client.get(f"/api/v1/ideas/{top['id']}/evidence", headers=headers).json()["results"]
    requests = [row["request"] for row in evidence]
    asking = [request for request in requests if "冷宫" in request["comment"]["text"]]
    assert len(asking) > len(evidence) / 2
    for request in requests:
        text = request["comment"]["text"]
        assert text[request["start"] : request["end"]] == request["text"]
        assert request["why"]
    assert any(row["why"]["nearest"] for row in evidence)


@pytest.mark.usefixtures("_sample_taken_in")
def test_what_the_brand_wrote_itself_is_nobody_s_wish(client):
    assert Account.objects.filter(name="极光电器").count() == 4
    _, key = make_client_key("rnd", scopes=["ideas:read", "comments:read"])
    found = client.get(
        "/api/v1/comments",
        {"q": "容我考虑", "label": "product_request"},
        headers={"Authorization": f"Api-Key {key}"},
    )
    assert found.json()["results"] == []


def test_the_sample_lies_where_the_readme_says():
    assert Path(SAMPLE).joinpath("wishes.json").is_file()
    assert len(sample_files()) >= 8

"""/healthz tells database, broker, worker and the age of the queues."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from engine.celery import app
from tests.factories import make_comment

pytestmark = pytest.mark.django_db


def test_without_a_worker_it_fails_and_says_so(client):
    app.control.purge()
    answer = client.get("/healthz")
    assert answer.status_code == 503
    found = answer.json()
    assert (found["database"], found["broker"]) == ("ok", "ok")
    assert found["worker"] == "no worker answers"


def test_it_tells_how_long_the_oldest_unread_comment_waits(client):
    make_comment(read_at=None, received_at=timezone.now() - timedelta(minutes=5))
    queue = client.get("/healthz").json()["queue"]
    assert queue["unread"] == 1
    assert 290 < queue["unread_age_s"] < 400


def test_a_broker_that_is_away_is_named_without_its_address(client, monkeypatch):
    monkeypatch.setattr(app.conf, "broker_url", "redis+socket:///nowhere/secret.sock")
    monkeypatch.setattr(app.conf, "broker_read_url", "redis+socket:///nowhere/secret.sock")
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["broker"].startswith("unreachable")
    assert "secret.sock" not in answer.text


def test_only_reading_is_allowed(client):
    assert client.post("/healthz").status_code == 405

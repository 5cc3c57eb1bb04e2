"""/healthz tells database, broker, worker and the age of the queues."""

from __future__ import annotations

import json
import os
import subprocess
import sys
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


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_is_named_without_its_address(settings):
    ask = (
        "from django.test import Client; a = Client(SERVER_NAME='localhost').get('/healthz'); "
        "print(a.status_code, a.text)"
    )
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", ask],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "LENGGONG_DATABASE": settings.DATABASES["default"]["NAME"],
            "CELERY_BROKER_URL": "redis+socket:///nowhere/secret.sock",
        },
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    status, told = done.stdout.splitlines()[-1].split(" ", 1)
    assert status == "503"
    assert json.loads(told)["broker"].startswith("unreachable")
    assert json.loads(told)["database"] == "ok"
    assert "secret.sock" not in told


def test_only_reading_is_allowed(client):
    assert client.post("/healthz").status_code == 405

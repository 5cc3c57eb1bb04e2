"""`manage.py run` and `demo`: what they start and stop, and what they never do."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from engine import embedded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATIENCE = 120.0
OUTSIDE = "outside_of_the_house"


def manage(*arguments: str, folder: Path, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-u", "manage.py", *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


@contextmanager
def outside_database() -> Iterator[str]:
    """A database given by its URL, as somebody else's would be."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {OUTSIDE} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {OUTSIDE}")
        yield embedded.database_url(OUTSIDE)
        cursor.execute(f"DROP DATABASE {OUTSIDE} WITH (FORCE)")


def served_at(run: subprocess.Popen[str]) -> str:
    assert run.stdout is not None
    for line in run.stdout:
        if found := re.search(r"Pages (http://127\.0\.0\.1:\d+)/", line):
            return found[1]
    raise AssertionError("it never said where it serves")


def health(base: str) -> dict:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{base}/healthz", timeout=5) as answer:
                return json.load(answer)
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise AssertionError("it never became healthy")


@pytest.mark.django_db(transaction=True)
def test_an_outside_database_gets_no_demo_people_and_no_sample(settings):
    if not settings.IS_EMBEDDED_DATABASE:
        pytest.skip("needs a server of our own")
    with outside_database() as url:
        run = manage("run", folder=settings.BASE_DIR, DATABASE_URL=url, SECRET_KEY="k" * 60)
        try:
            base = served_at(run)
            assert health(base)["status"] == "ok"
            count = "from django.contrib.auth.models import User; from feedback.models import *; "
            asked = manage(
                "shell",
                "-c",
                count + "print('rows', User.objects.count() + Comment.objects.count())",
                folder=settings.BASE_DIR,
                DATABASE_URL=url,
                SECRET_KEY="k" * 60,
            )
            assert "rows 0" in asked.communicate(timeout=PATIENCE)[0]
        finally:
            run.send_signal(signal.SIGINT)
            told, _ = run.communicate(timeout=PATIENCE)
        assert run.returncode == 0
        assert "Stopped." in told
        with pytest.raises(urllib.error.URLError):
            urllib.request.urlopen(f"{base}/healthz", timeout=5)


def test_demo_refuses_an_outside_database(settings):
    run = manage(
        "demo", folder=settings.BASE_DIR, DATABASE_URL="postgres://a@localhost/b", SECRET_KEY="k"
    )
    told, _ = run.communicate(timeout=PATIENCE)
    assert run.returncode != 0
    assert "unset DATABASE_URL" in told
    assert "Traceback" not in told

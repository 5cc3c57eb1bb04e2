"""System checks: an outside server without pgvector is a sentence with a remedy."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.db import connection

from engine import embedded
from feedback.checks import check_author_secret, check_pgvector

ROLE = "ordinary_tester"


def manage(settings, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.django_db
def test_a_server_with_pgvector_passes():
    assert check_pgvector(None, databases=["default"]) == []


@pytest.mark.django_db(transaction=True)
def test_an_ordinary_role_without_pgvector_is_told_the_superusers_command(settings):
    if not settings.IS_EMBEDDED_DATABASE:
        pytest.skip("needs a server of our own")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP ROLE IF EXISTS {ROLE}")
        cursor.execute(f"CREATE ROLE {ROLE} LOGIN PASSWORD 'not-a-secret'")
        cursor.execute("DROP DATABASE IF EXISTS bare_of_vectors")
        cursor.execute(f"CREATE DATABASE bare_of_vectors OWNER {ROLE} TEMPLATE template0")
    url = embedded.database_url("bare_of_vectors")
    scheme, rest = url.split("://", 1)
    outside = f"{scheme}://{ROLE}:not-a-secret@{rest.split('@', 1)[1]}"
    try:
        done = manage(settings, "migrate", DATABASE_URL=outside, SECRET_KEY="x" * 60)
        assert done.returncode != 0
        assert "CREATE EXTENSION vector" in done.stderr
        assert "Traceback" not in done.stderr
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP DATABASE bare_of_vectors")
            cursor.execute(f"DROP ROLE {ROLE}")


@pytest.mark.django_db(transaction=True)
def test_a_database_without_tables_is_told_to_migrate(settings):
    if not settings.IS_EMBEDDED_DATABASE:
        pytest.skip("needs a server of our own")
    asked = ("make_api_key", "crm", "--scope", "ideas:read")
    done = manage(settings, *asked, LENGGONG_DATABASE="bare_of_tables")
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS bare_of_tables WITH (FORCE)")
    assert done.stderr == "The database lacks our tables: run manage.py migrate first.\n"


def test_an_outside_database_demands_a_secret_key(settings):
    done = manage(settings, "check", DATABASE_URL="postgres://a@localhost/b", SECRET_KEY="")
    assert done.returncode == 2
    assert done.stderr.strip() == "SECRET_KEY must be set when DATABASE_URL is."


def test_a_bad_setting_is_one_sentence(settings):
    done = manage(settings, "check", DEBUG="maybe")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "DEBUG" in done.stderr


def test_debug_is_off_unless_asked_for(settings):
    done = manage(settings, "shell", "-c", "from django.conf import settings as s; print(s.DEBUG)")
    assert done.stdout.splitlines()[-1] == "False"


def test_a_fan_key_that_hangs_on_the_secret_key_is_warned_about(settings):
    settings.IS_EMBEDDED_DATABASE, settings.HAS_AUTHOR_SECRET = False, False
    assert [warning.id for warning in check_author_secret(None)] == ["lenggong.W001"]
    settings.HAS_AUTHOR_SECRET = True
    assert check_author_secret(None) == []

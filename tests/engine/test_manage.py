"""The command line before Django takes over."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run_manage(*arguments, options=(), **environment):
    return subprocess.run(
        [sys.executable, *options, "manage.py", *arguments],
        check=False,
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture
def state():
    """Answer a state folder the servers' user could enter: pytest's own is closed."""
    folder = Path(tempfile.mkdtemp(prefix="lenggong-trial-", dir="/tmp")).resolve()
    folder.chmod(0o755)
    yield folder / "state"
    shutil.rmtree(folder)


def test_a_bad_setting_is_one_clear_line():
    done = run_manage("check", DEBUG="maybe")
    assert done.returncode == 2
    assert done.stderr == "DEBUG must be one of 1/0/true/false, not 'maybe'.\n"


def test_an_outside_database_demands_a_key():
    done = run_manage("check", DATABASE_URL="postgres://u:p@db.invalid/x", SECRET_KEY="")
    assert done.returncode == 2
    assert done.stderr == "SECRET_KEY must be set when DATABASE_URL is.\n"


def test_a_python_without_django_is_told_what_to_do():
    done = run_manage("check", options=["-S", "-E"])
    assert done.returncode == 1
    assert "make setup" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_is_away_is_one_clear_line():
    url = "postgres://a:b@127.0.0.1:1/x"
    done = run_manage("migrate", DATABASE_URL=url, SECRET_KEY="k" * 60, AUTHOR_SECRET="a" * 60)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "cannot be used" in done.stderr


def test_asking_for_help_starts_no_server(state):
    done = run_manage("migrate", "--help", LENGGONG_STATE_DIR=str(state))
    assert done.returncode == 0
    assert not (state / "postgres").exists()
    assert not (state / "sockets").exists()


def test_an_impossible_database_name_is_refused():
    done = run_manage("showmigrations", LENGGONG_DATABASE="two words", DATABASE_URL="")
    assert done.returncode == 1
    assert done.stderr.startswith("'two words' is no database name")

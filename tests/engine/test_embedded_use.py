"""Who starts the embedded servers, and who stops them."""

import pytest

from tests.engine.copies import make_copy

USE_UNTIL_TOLD = """
import sys
from engine import embedded
with embedded.in_use() as running:
    print(len(running.started), flush=True)
    sys.stdin.readline()
    print(embedded.stop_if_unused())
"""
USE_AND_PROMISE = USE_UNTIL_TOLD.replace(
    "    print(len", "    embedded.promise_stop()\n    print(len"
)


@pytest.fixture(scope="module")
def copy(open_folder):
    made = make_copy(open_folder)
    yield made
    made.embedded("clean")


@pytest.fixture
def servers(copy):
    copy.embedded("start")
    return copy


def test_two_starts_at_once_make_one_pair_of_servers(copy):
    copy.embedded("stop")
    users = [copy.begin(USE_UNTIL_TOLD) for _ in range(3)]
    started = sorted(user.stdout.readline() for user in users)
    for user in users:
        user.communicate("go\n", timeout=60)
    assert started == ["0\n", "0\n", "2\n"]


def test_the_last_user_stops_what_the_first_one_started(copy):
    copy.embedded("stop")
    first = copy.begin(USE_UNTIL_TOLD)
    assert first.stdout.readline() == "2\n"
    second = copy.begin(USE_UNTIL_TOLD)
    assert second.stdout.readline() == "0\n"
    assert first.communicate("go\n", timeout=60)[0] == "False\n"
    assert "stopped" not in copy.embedded("status").stdout
    assert second.communicate("go\n", timeout=60)[0] == "True\n"
    assert "running" not in copy.embedded("status").stdout


def test_what_a_killed_user_started_is_stopped_by_the_next_one(copy):
    copy.embedded("stop")
    with copy.begin(USE_AND_PROMISE) as user:
        assert user.stdout.readline() == "2\n"
        user.kill()
    assert "stopped" not in copy.embedded("status").stdout
    with copy.begin(USE_UNTIL_TOLD) as user:
        assert user.stdout.readline() == "0\n"
        assert user.communicate("go\n", timeout=60)[0] == "True\n"
    assert "running" not in copy.embedded("status").stdout


def test_who_started_nothing_stops_nothing(servers):
    with servers.begin(USE_UNTIL_TOLD) as user:
        assert user.stdout.readline() == "0\n"
        user.communicate("go\n", timeout=60)
    assert "stopped" not in servers.embedded("status").stdout

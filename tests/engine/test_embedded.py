"""The embedded PostgreSQL and Valkey: what they serve, keep and survive."""

import os
import stat
import subprocess

import pytest

from tests.engine.copies import ASK, make_copy, permissions_around

SEND = """
from kombu import Connection
from engine import embedded
with Connection(embedded.broker_url(5)) as connection:
    queue = connection.SimpleQueue("trial")
    queue.put({"wish": "冷宫冰箱"})
    message = queue.get(timeout=5)
    message.ack()
    queue.close()
print(message.payload["wish"])
"""
INFO = """
import redis
from engine import embedded
url = embedded.broker_url().replace("redis+socket", "unix").replace("virtual_host", "db")
client = redis.Redis.from_url(url)
print(client.info("server")["tcp_port"])
client.close()
"""
PING_WITHOUT_PASSWORD = """
import redis
from engine.embedded import place
redis.Redis(unix_socket_path=str(place.here().sockets / "valkey.sock"), protocol=2).ping()
"""


@pytest.fixture(scope="module")
def copy(open_folder):
    """Answer a copy whose first start was cut short while the data were being made."""
    made = make_copy(open_folder)
    made.checkout.chmod(0o751)
    made.run("-c", "from engine import embedded; embedded.secret('trial')")
    (made.state / "postgres.new").mkdir()
    (made.state / "postgres.new" / "half").write_text("")
    yield made
    made.embedded("clean")
    assert not made.state.exists()
    assert not (made.checkout / "var").exists()


@pytest.fixture(scope="module")
def permissions_before(copy):
    return permissions_around(copy)


@pytest.fixture
def servers(copy, permissions_before):
    copy.embedded("start")
    return copy


def test_both_servers_answer_from_a_folder_with_a_blank_and_a_comma(servers):
    assert servers.ask("SELECT 1") == [[1]]
    assert servers.run("-c", SEND).stdout == "冷宫冰箱\n"


def test_pgvector_and_trigrams_are_there(servers):
    servers.ask("CREATE EXTENSION IF NOT EXISTS vector; CREATE EXTENSION IF NOT EXISTS pg_trgm")
    assert servers.ask("SELECT '[1,2]'::vector <-> '[1,3]'::vector") == [[1.0]]


def test_nobody_listens_on_tcp(servers):
    assert servers.ask("SHOW listen_addresses") == [[""]]
    assert servers.run("-c", INFO).stdout == "0\n"


def test_neither_server_opens_without_its_password(servers):
    guessing = ASK.replace('parts["PASSWORD"]', '"guess"')
    refused = servers.run("-c", guessing, "SELECT 1", check=False)
    assert "password authentication failed" in refused.stderr
    refused = servers.run("-c", PING_WITHOUT_PASSWORD, check=False)
    assert "Authentication required" in refused.stderr


def test_secrets_are_for_the_starting_user_alone(servers):
    secrets = list((servers.state / "secrets").iterdir())
    assert {path.name for path in secrets} >= {"database-password", "broker-password"}
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in secrets)
    assert stat.S_IMODE((servers.state / "secrets").stat().st_mode) == 0o700
    assert stat.S_IMODE((servers.state / "postgres").stat().st_mode) == 0o700


def test_data_survive_a_kill(servers):
    servers.ask("CREATE TABLE IF NOT EXISTS kept (wish text); INSERT INTO kept VALUES ('冰箱')")
    for pid in servers.pids():
        os.kill(pid, 9)
    servers.embedded("start")
    assert ["冰箱"] in servers.ask("SELECT wish FROM kept")


def test_a_stale_lock_that_names_a_living_stranger_is_no_obstacle(servers):
    with subprocess.Popen(["sleep", "600"]) as stranger:
        for pid in servers.pids():
            os.kill(pid, 9)
        lock = servers.state / "postgres" / "postmaster.pid"
        lines = lock.read_text().split("\n")
        lock.write_text("\n".join([str(stranger.pid), *lines[1:]]))
        servers.embedded("start")
        assert servers.ask("SELECT 1") == [[1]]
        assert stranger.poll() is None
        stranger.kill()


def test_starting_twice_keeps_the_same_servers(servers):
    before = servers.pids()
    servers.embedded("start")
    assert servers.pids() == before


def test_data_of_another_major_version_are_refused_in_words(servers):
    servers.embedded("stop")
    version = servers.state / "postgres" / "PG_VERSION"
    kept = version.read_text()
    version.write_text("9\n")
    refused = servers.embedded("start", check=False)
    version.write_text(kept)
    assert refused.returncode == 1
    assert "were made by PostgreSQL 9" in refused.stderr


def test_a_first_start_cut_short_was_made_good(servers):
    assert servers.ask("SELECT 1") == [[1]]
    assert not (servers.state / "postgres.new").exists()


def test_permissions_of_the_folders_around_stay(servers, permissions_before):
    assert permissions_around(servers) == permissions_before

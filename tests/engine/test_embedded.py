"""The embedded PostgreSQL and Valkey, tried on a copy of their code with its own state folder."""

import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from engine.embedded.account import server_account

ROOT = Path(__file__).resolve().parents[2]
ASK = """
import json, sys
import dj_database_url, psycopg2
from engine import embedded
embedded.ensure_database("trial")
parts = dj_database_url.parse(embedded.database_url("trial"))
connection = psycopg2.connect(host=parts["HOST"], port=parts["PORT"], user=parts["USER"],
    password=parts["PASSWORD"], dbname=parts["NAME"])
connection.autocommit = True
cursor = connection.cursor()
cursor.execute(sys.argv[1])
print(json.dumps(cursor.fetchall() if cursor.description else []))
"""
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
PIDS = """
from engine.embedded import place, postgres, valkey
spot = place.here()
print(postgres._postmasters(spot)[0], valkey._servers(spot)[0])
"""
USE_UNTIL_TOLD = """
import sys
from engine import embedded
with embedded.in_use() as running:
    print(len(running.started), flush=True)
    sys.stdin.readline()
    print(embedded.stop_if_unused())
"""


@dataclass(frozen=True)
class Copy:
    """A checkout that holds no more than the embedded servers' code."""

    checkout: Path
    state: Path

    @property
    def environment(self):
        return {**os.environ, "LENGGONG_STATE_DIR": str(self.state), "PYTHONPATH": ""}

    def run(self, *arguments, check=True):
        done = subprocess.run(
            [sys.executable, *arguments],
            check=False,
            cwd=self.checkout,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert not check or done.returncode == 0, done.stderr
        return done

    def embedded(self, command, *, check=True):
        return self.run("-m", "engine.embedded", command, check=check)

    def ask(self, sql):
        return json.loads(self.run("-c", ASK, sql).stdout)

    def pids(self):
        return [int(pid) for pid in self.run("-c", PIDS).stdout.split()]

    def begin(self, code):
        return subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=self.checkout,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )


def make_copy(folder):
    """Copy the code into a folder whose name holds a blank, a comma and Chinese."""
    checkout = folder / "冷宫, a copy"
    shutil.copytree(
        ROOT / "engine" / "embedded",
        checkout / "engine" / "embedded",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    shutil.copy(ROOT / "engine" / "__init__.py", checkout / "engine")
    return Copy(checkout=checkout, state=checkout / "the state")


@pytest.fixture(scope="module")
def folder():
    """Answer a folder the servers' user may enter: pytest's own is closed to all but its owner."""
    path = Path(tempfile.mkdtemp(prefix="lenggong-trial-", dir="/tmp")).resolve()
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


def permissions_around(copy):
    around = [copy.checkout, *copy.checkout.parents]
    return [(path, path.stat().st_mode, path.stat().st_uid) for path in around]


@pytest.fixture(scope="module")
def copy(folder):
    """Answer a copy whose first start was cut short while the data were being made."""
    made = make_copy(folder)
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


def test_two_starts_at_once_make_one_pair_of_servers(copy):
    copy.embedded("stop")
    users = [copy.begin(USE_UNTIL_TOLD) for _ in range(3)]
    started = sorted(user.stdout.readline() for user in users)
    for user in users:
        user.communicate("go\n", timeout=60)
    assert started == ["0\n", "0\n", "2\n"]


def test_the_last_user_stops_what_the_first_one_started(copy):
    copy.embedded("stop")
    first, second = copy.begin(USE_UNTIL_TOLD), None
    assert first.stdout.readline() == "2\n"
    second = copy.begin(USE_UNTIL_TOLD)
    assert second.stdout.readline() == "0\n"
    assert first.communicate("go\n", timeout=60)[0] == "False\n"
    assert "stopped" not in copy.embedded("status").stdout
    assert second.communicate("go\n", timeout=60)[0] == "True\n"
    assert "running" not in copy.embedded("status").stdout


def test_who_started_nothing_stops_nothing(servers):
    user = servers.begin(USE_UNTIL_TOLD)
    assert user.stdout.readline() == "0\n"
    user.communicate("go\n", timeout=60)
    assert "stopped" not in servers.embedded("status").stdout


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


def test_a_path_too_long_for_a_socket_moves_only_the_socket(folder):
    copy = make_copy(folder / ("long" * 40))
    copy.embedded("start")
    sockets = Path(copy.ask("SHOW unix_socket_directories")[0][0].strip('"'))
    assert sockets.parent == Path("/tmp").resolve()
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    assert sockets.stat().st_uid == server_account().uid
    copy.embedded("clean")
    assert not sockets.exists()


def test_a_folder_of_somebody_else_is_neither_used_nor_cleaned(folder):
    copy = make_copy(folder / "foreign")
    copy.state.mkdir()
    (copy.state / "diary.txt").write_text("mine")
    refused = copy.embedded("start", check=False)
    assert refused.returncode == 1
    assert "diary.txt" in refused.stderr
    copy.embedded("clean")
    assert (copy.state / "diary.txt").read_text() == "mine"


def test_stopping_and_cleaning_need_no_package(folder):
    copy = make_copy(folder / "bare")
    for command in ("status", "stop", "clean"):
        copy.run("-S", "-E", "-m", "engine.embedded", command)


def test_an_unknown_command_shows_the_usage(folder):
    copy = make_copy(folder / "usage")
    refused = copy.embedded("restart", check=False)
    assert refused.returncode == 2
    assert "usage:" in refused.stdout


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the servers as another user")
def test_a_folder_closed_to_the_servers_user_is_named_and_left_closed(folder):
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    copy = make_copy(closed)
    refused = copy.embedded("start", check=False)
    assert refused.returncode == 1
    assert f"may not enter {closed}." in refused.stderr
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700

"""A copy of the embedded servers' code with a state folder of its own, to try them on."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

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
PIDS = """
from engine.embedded import place, postgres, valkey
spot = place.here()
print(postgres._postmasters(spot)[0], valkey._servers(spot)[0])
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


def permissions_around(copy):
    around = [copy.checkout, *copy.checkout.parents]
    return [(path, path.stat().st_mode, path.stat().st_uid) for path in around]

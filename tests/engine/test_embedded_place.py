"""The folders of the embedded servers, and the commands that care for them."""

import os
import stat
from pathlib import Path

import pytest

from engine.embedded.account import server_account
from tests.engine.copies import make_copy


def test_a_path_too_long_for_a_socket_moves_only_the_socket(open_folder):
    copy = make_copy(open_folder / ("long" * 40))
    copy.embedded("start")
    sockets = Path(copy.ask("SHOW unix_socket_directories")[0][0].strip('"'))
    assert sockets.parent == Path("/tmp").resolve()
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    assert sockets.stat().st_uid == server_account().uid
    copy.embedded("clean")
    assert not sockets.exists()


def test_a_folder_of_somebody_else_is_neither_used_nor_cleaned(open_folder):
    copy = make_copy(open_folder / "foreign")
    copy.state.mkdir()
    (copy.state / "diary.txt").write_text("mine")
    refused = copy.embedded("start", check=False)
    assert refused.returncode == 1
    assert "diary.txt" in refused.stderr
    copy.embedded("clean")
    assert (copy.state / "diary.txt").read_text() == "mine"


def test_stopping_and_cleaning_need_no_package(open_folder):
    copy = make_copy(open_folder / "bare")
    for command in ("status", "stop", "clean"):
        copy.run("-S", "-E", "-m", "engine.embedded", command)


def test_an_unknown_command_shows_the_usage(open_folder):
    copy = make_copy(open_folder / "usage")
    refused = copy.embedded("restart", check=False)
    assert refused.returncode == 2
    assert "usage:" in refused.stdout


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the servers as another user")
def test_a_folder_closed_to_the_servers_user_is_named_and_left_closed(open_folder):
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    copy = make_copy(closed)
    refused = copy.embedded("start", check=False)
    assert refused.returncode == 1
    assert f"may not enter {closed}." in refused.stderr
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700

"""Child processes of one command, and its port."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engine.processes import (
    Child,
    ChildDiedError,
    PortTakenError,
    Supervisor,
    free_port,
    reserve_port,
)

ROOT = Path(__file__).resolve().parents[2]
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
SUPERVISING = """
import sys
from engine.processes import Child, Supervisor
try:
    with Supervisor(grace=5) as supervisor:
        for name in ("first", "second"):
            print(supervisor.start(Child(name, ["sleep", "600"])), flush=True)
        supervisor.wait()
except KeyboardInterrupt:
    print("stopped", flush=True)
"""


def make_supervising_program():
    """Start a program with two children; answer it and their pids."""
    program = subprocess.Popen(
        [sys.executable, "-c", SUPERVISING],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    return program, [int(program.stdout.readline()) for _ in range(2)]


def is_gone(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return Path(f"/proc/{pid}/stat").exists() and ") Z " in Path(f"/proc/{pid}/stat").read_text()


def wait_until(question, *, seconds=15):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if question():
            return True
        time.sleep(0.05)
    return False


def test_children_end_with_the_context():
    with Supervisor() as supervisor:
        pid = supervisor.start(Child("sleeper", ["sleep", "600"]))
        supervisor.check()
    assert is_gone(pid)


def test_a_stubborn_child_is_killed_after_the_deadline(tmp_path):
    with Supervisor(grace=0.5) as supervisor:
        pid = supervisor.start(
            Child("stubborn", [sys.executable, "-c", STUBBORN], log=tmp_path / "stubborn.log")
        )
        supervisor.wait(0.5)
    assert is_gone(pid)


def test_grandchildren_go_too(tmp_path):
    note = tmp_path / "pid"
    with Supervisor(grace=2) as supervisor:
        supervisor.start(Child("parent", ["sh", "-c", f"sleep 600 & echo $! > '{note}'; wait"]))
        assert wait_until(lambda: note.exists() and note.read_text().strip())
    grandchild = int(note.read_text())
    assert wait_until(lambda: is_gone(grandchild))


def supervise_a_dying_worker(log, *, pids):
    """Run a worker that says why it dies, beside a child that lives on."""
    code = "print('no broker'); raise SystemExit(3)"
    with Supervisor() as supervisor:
        pids.append(supervisor.start(Child("sleeper", ["sleep", "600"])))
        supervisor.start(Child("worker", [sys.executable, "-c", code], log=log))
        supervisor.wait(20)


def test_a_child_that_dies_is_reported_with_the_end_of_its_log(tmp_path):
    log, pids = tmp_path / "worker.log", []
    log.write_text("an earlier run\n")
    with pytest.raises(ChildDiedError, match="worker ended with status 3") as death:
        supervise_a_dying_worker(log, pids=pids)
    assert "no broker" in str(death.value)
    assert "an earlier run" not in str(death.value)
    assert all(map(is_gone, pids))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_program_and_children(number):
    program, children = make_supervising_program()
    program.send_signal(number)
    rest, _ = program.communicate(timeout=20)
    assert rest == "stopped\n"
    assert program.returncode == 0
    assert all(map(is_gone, children))


def test_children_of_a_killed_program_go_too():
    program, children = make_supervising_program()
    program.kill()
    program.communicate(timeout=20)
    assert wait_until(lambda: all(map(is_gone, children)))


def test_children_do_not_hear_the_terminal():
    with Supervisor() as supervisor:
        pid = supervisor.start(Child("sleeper", ["sleep", "600"]))
        assert os.getpgid(pid) == pid
        assert os.getsid(pid) == pid


def test_a_child_that_may_be_started_again_is(tmp_path):
    pids = tmp_path / "pids"
    code = f"import os, time; open({str(pids)!r}, 'a').write(str(os.getpid()) + chr(10)); "
    child = Child("worker", [sys.executable, "-c", code + "time.sleep(60)"], restarts=True)
    with Supervisor() as supervisor:
        first = supervisor.start(child)
        while not pids.exists() or not pids.read_text():
            supervisor.wait(0.05)
        os.kill(first, signal.SIGKILL)
        while len(pids.read_text().split()) < 2:
            supervisor.wait(0.05)
        assert int(pids.read_text().split()[-1]) != first


def test_a_reserved_port_cannot_be_lost():
    with reserve_port() as held:
        port = held.getsockname()[1]
        with pytest.raises(PortTakenError):
            reserve_port(port)
        with reserve_port() as other:
            assert other.getsockname()[1] != port


def test_signal_handlers_are_given_back():
    before = signal.getsignal(signal.SIGTERM)
    with Supervisor():
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_taken_port_is_refused_and_passed_over():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortTakenError, match=f"Port {port} cannot be used"):
            free_port(port)
    assert free_port(port) == port


def test_a_port_is_found_without_a_wish():
    port = free_port()
    with socket.socket() as server:
        # A connection of another test may still be closing on it.
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(("127.0.0.1", port))
        server.listen()
        assert free_port() > port


@pytest.mark.parametrize("port", [-1, 0, 65536])
def test_an_impossible_port_is_refused(port):
    with pytest.raises(PortTakenError, match="There is no port"):
        free_port(port)

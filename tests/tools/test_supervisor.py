"""The supervisor with small programs of its own: nothing is left running, nothing stays down."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools.paths import ROOT
from tools.supervisor import Policy

# Runs one program named "child", given as Python text, under a supervisor that restarts at once.
HOST = """
import sys
from tools.supervisor import Policy, Program, Supervisor
quick = Policy(first_wait=0.05, longest_wait=0.2, grace=float(sys.argv[2]))
Supervisor([Program("child", (sys.executable, "-c", sys.argv[1]))], quick).run()
"""


class Running:
    """A supervisor in a process of its own, and the file its child writes process ids to."""

    def __init__(self, child: str, pids: Path, grace: float = 2) -> None:
        self.pids = pids
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOST, child, str(grace)],
            cwd=ROOT,
            env={**os.environ, "PIDS": str(pids)},
            stdout=subprocess.PIPE,
            text=True,
        )

    def started(self, count: int) -> list[int]:
        """Wait until that many processes have written their id."""
        eventually(lambda: self.pids.exists() and len(self.pids.read_text().split()) >= count)
        return [int(word) for word in self.pids.read_text().split()]


def eventually(happens, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A zombie still has its number: nobody collects orphans in some containers.
    return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()


WRITE_PID = "import os, time\nopen(os.environ['PIDS'], 'a').write(f'{os.getpid()}\\n')\n"
SLEEP = WRITE_PID + "time.sleep(60)"
FORK_AND_SLEEP = "import os\nos.fork()\n" + SLEEP
DEAF = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + SLEEP


@pytest.fixture
def supervise(tmp_path):
    running: list[Running] = []

    def start(child: str, **options) -> Running:
        running.append(Running(child, tmp_path / "pids", **options))
        return running[-1]

    yield start
    for one in running:
        one.process.kill()
        one.process.communicate()


@pytest.mark.parametrize("request_to_end", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_request_to_end_stops_children_and_their_children(supervise, request_to_end):
    running = supervise(FORK_AND_SLEEP)
    pids = running.started(2)
    running.process.send_signal(request_to_end)
    running.process.communicate(timeout=10)
    assert running.process.returncode == 0
    assert not any(is_alive(pid) for pid in pids)


def test_a_child_that_does_not_listen_is_killed_after_the_grace(supervise):
    running = supervise(DEAF, grace=0.3)
    (pid,) = running.started(1)
    running.process.terminate()
    running.process.communicate(timeout=5)
    assert not is_alive(pid)


def test_a_killed_child_is_started_again_and_its_helpers_are_gone(supervise):
    running = supervise(FORK_AND_SLEEP)
    first = running.started(2)
    leader = next(pid for pid in first if os.getpgid(pid) == pid)
    os.kill(leader, signal.SIGKILL)
    assert len(running.started(4)) == 4
    assert not any(is_alive(pid) for pid in first)


def test_a_child_that_keeps_falling_is_started_again_and_again(supervise):
    running = supervise(WRITE_PID + "raise SystemExit(3)")
    running.started(3)
    running.process.terminate()
    output, _ = running.process.communicate(timeout=5)
    assert "child | ended unexpectedly (3); starting again in 0.05 s" in output
    assert "starting again in 0.1 s" in output


def test_what_a_child_says_carries_its_name(supervise):
    running = supervise("print('hello', flush=True)\n" + SLEEP)
    running.started(1)
    running.process.terminate()
    output, _ = running.process.communicate(timeout=5)
    assert "child | hello" in output


@pytest.mark.skipif(sys.platform != "linux", reason="the leash is Linux's")
def test_a_killed_supervisor_takes_its_child_along(supervise):
    running = supervise(SLEEP)
    (pid,) = running.started(1)
    running.process.kill()
    eventually(lambda: not is_alive(pid))


def test_the_wait_doubles_to_its_ceiling():
    policy = Policy(first_wait=1, longest_wait=30)
    assert [policy.wait(failures) for failures in (1, 2, 3, 5, 6, 50)] == [1, 2, 4, 16, 30, 30]

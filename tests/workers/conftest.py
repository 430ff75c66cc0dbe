"""Workers and beats as processes of their own, and an import large enough to be killed in."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from django_celery_beat.models import IntervalSchedule

from accounts.models import Order, OrderLine
from crm.exchange.models import Import, ImportState
from crm.jobs.models import Job
from tests.factories.accounts import AccountFactory, OrderFactory, ProductFactory
from tests.factories.people import UserFactory
from tools.paths import ROOT

ORDERS, PRODUCTS = 100, 200
LINES = ORDERS * PRODUCTS
HALF = LINES // 2
PATIENCE = 90  # seconds, on a machine that is busy with other tests


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Look until *condition* holds; fail with *what* when it does not come."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"{what} in {PATIENCE} s"
        time.sleep(0.02)


@dataclass
class Program:
    """A process with all it started."""

    process: subprocess.Popen[bytes]
    log: Path

    def kill(self) -> None:
        """Kill it and its children at once, as a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def says(self, words: str) -> bool:
        assert self.process.poll() is None, self.log.read_text()[-2000:]
        return words in self.log.read_text()


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Callable[..., Program]]:
    """Return a function that starts a part of Celery in an environment; everything ends with the test."""
    programs: list[Program] = []

    def start(env: dict[str, str], *words: str) -> Program:
        log = tmp_path / f"{words[0]}-{len(programs)}.log"
        command = [sys.executable, "-m", "celery", "--app", "crm", *words, "--loglevel", "INFO"]
        with log.open("wb") as out:
            process = subprocess.Popen(
                command, cwd=ROOT, env=env, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
            )
        programs.append(Program(process, log))
        return programs[-1]

    yield start
    for program in programs:
        if program.process.poll() is None:
            program.kill()


@pytest.fixture
def start_worker(started: Callable[..., Program]) -> Callable[[dict[str, str]], Program]:
    """Return a function that starts a worker as `make run` does and waits until it takes work."""

    def start(env: dict[str, str]) -> Program:
        worker = started(env, "worker", "--concurrency", "2", "--without-gossip", "--without-mingle")
        wait_until(lambda: worker.says(" ready."), "No worker became ready")
        return worker

    return start


@pytest.fixture
def start_beat(started: Callable[..., Program]) -> Callable[[dict[str, str]], Program]:
    """Return a function that starts a beat which sweeps every second."""

    def start(env: dict[str, str]) -> Program:
        IntervalSchedule.objects.update(every=1)
        return started(env, "beat", "--pidfile", "")

    return start


@pytest.fixture
def imported(process_env: dict[str, str]) -> Import:
    """A file of 20,000 lines for 100 orders that have none, uploaded by an admin."""
    admin = UserFactory(role="admin")
    account = AccountFactory()
    for number in range(ORDERS):
        OrderFactory(number=f"O{number}", account=account, net=0, line=False)
    for number in range(PRODUCTS):
        ProductFactory(number=f"P{number}")
    rows = (f"O{order},P{product},2,1.5\n" for order in range(ORDERS) for product in range(PRODUCTS))
    file = ContentFile("order,product,quantity,price\n" + "".join(rows), "lines.csv")
    return Import.objects.create(kind="order-lines", file_name="lines.csv", by=admin, file=file)


def nothing_is_written(imported: Import) -> None:
    """Not a line, not a sum, not a word of history stays of a job that was killed; it is still open."""
    assert not OrderLine.objects.exists()
    assert not OrderLine.history.exists()
    assert not Order.objects.exclude(net=0).exists()
    imported.refresh_from_db()
    assert (imported.state, imported.job.done_at, imported.job.attempts) == (ImportState.RUNNING, None, 1)


def all_is_written_once(imported: Import) -> None:
    """The next worker's import is whole."""
    imported.refresh_from_db()
    assert (imported.state, imported.counts["created"]) == (ImportState.DONE, LINES)
    assert (imported.job.attempts, imported.job.failed) == (2, False)
    assert OrderLine.objects.count() == OrderLine.history.count() == LINES
    assert set(Order.objects.values_list("net", flat=True)) == {PRODUCTS * 3}


def is_done(job: Job) -> bool:
    return Job.objects.exclude(done_at=None).filter(pk=job.pk).exists()


def end_leases() -> None:
    """Let the minute pass for which a silent worker is trusted to be alive."""
    Job.objects.filter(done_at=None).update(lease_until=timezone.now())

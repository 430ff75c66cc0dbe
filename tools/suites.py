"""`make test`: every suite this machine can run, then which they were and how many tests passed and failed.

SUITES="sqlite browser" chooses, ARGS="-k name" goes to pytest. With CI=true a suite that cannot run fails.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from dataclasses import dataclass

from tools.machine import in_ci, install_packages, may_install
from tools.paths import ROOT, VAR
from tools.servers import MissingServerError, Server, postgres, redis_server
from tools.steps import say

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
PROCESSES = min(os.cpu_count() or 1, 8)
NO_TESTS = 5  # pytest's answer when nothing was selected


@dataclass
class Outcome:
    """What one suite came to."""

    suite: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    note: str = ""
    seconds: float = 0

    def __str__(self) -> str:
        if not self.passed and not self.seconds:
            return f"  {self.suite:<20} NOT RUN: {self.note}"
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        figures = f"{self.passed} passed, {self.failed} failed{skipped}"
        return f"  {self.suite:<20} {figures} ({self.seconds:.0f} s){self.note}"


def main() -> int:
    """Run the suites; return 1 when a test failed or, on a build server, a suite could not run."""
    wanted = os.environ.get("SUITES", "").split() or list(SUITES)
    if unknown := set(wanted) - set(SUITES):
        raise SystemExit(f"No suite {', '.join(unknown)}; there are {', '.join(SUITES)}.")
    outcomes = [run_suite(name) for name in wanted]
    say("\nSuites:")
    for outcome in outcomes:
        say(str(outcome))
    failed = sum(outcome.failed for outcome in outcomes)
    say(f"{sum(outcome.passed for outcome in outcomes)} passed, {failed} failed")
    return min(1, failed)


def run_suite(name: str) -> Outcome:
    """Run one suite, or tell why it cannot be run here."""
    try:
        return SUITES[name](name)
    except MissingServerError as missing:
        return Outcome(name, failed=int(in_ci()), note=str(missing))


def run_sqlite(name: str) -> Outcome:
    """Everything that needs nothing but Python."""
    return run_pytest(name, "not (postgres or redis or browser)", {"DATABASE_URL": "sqlite://:memory:"})


def run_servers(name: str) -> Outcome:
    """What only PostgreSQL and Redis show: concurrency, search, workers; and what must hold on both."""
    with contextlib.ExitStack() as stack:
        database: Server = stack.enter_context(postgres())
        queue: Server = stack.enter_context(redis_server(databases=PROCESSES))
        say(f"PostgreSQL {database.origin}, Redis {queue.origin}")
        marks = "(postgres or redis or every_database) and not browser"
        return run_pytest(name, marks, {"TEST_DATABASE_URL": database.url, "TEST_REDIS_URL": queue.url})


def run_browser(name: str) -> Outcome:
    """Pages in Chromium, on SQLite."""
    if not any(map(shutil.which, CHROMIUM)) and may_install():
        install_packages("chromium")
    if not any(map(shutil.which, CHROMIUM)):
        raise MissingServerError("there is no Chromium: install it")
    return run_pytest(name, "browser", {"DATABASE_URL": "sqlite://:memory:"})


SUITES: dict[str, Callable[[str], Outcome]] = {
    "sqlite": run_sqlite,
    "servers": run_servers,
    "browser": run_browser,
}


def run_pytest(suite: str, marks: str, env: dict[str, str]) -> Outcome:
    """Run the tests with these marks and read the figures from pytest's report."""
    say(f"\n── {suite} suite " + "─" * 60)
    report = VAR / "test-results" / f"{suite}.xml"
    report.unlink(missing_ok=True)
    arguments = shlex.split(os.environ.get("ARGS", ""))
    options = ["-m", marks, "-n", str(PROCESSES), "-q", f"--junitxml={report}", *arguments]
    # What the developer's shell points at is not the tests' to use.
    outside = {"DATABASE_URL", "TEST_DATABASE_URL", "REDIS_URL", "TEST_REDIS_URL"}
    clean = {name: value for name, value in os.environ.items() if name not in outside}
    started = time.monotonic()
    code = subprocess.run(
        [sys.executable, "-m", "pytest", *options], cwd=ROOT, env={**clean, **env}, check=False
    ).returncode
    outcome = Outcome(suite, seconds=time.monotonic() - started)
    if report.exists():
        count(ElementTree.parse(report).getroot(), outcome)
    if code and not outcome.failed and not (code == NO_TESTS and arguments):
        outcome.failed = 1
        outcome.note = f": pytest ended with {code}" if code != NO_TESTS else ": no tests found"
    return outcome


def count(report: ElementTree.Element, outcome: Outcome) -> None:
    """Add up pytest's figures; a test that broke in its setup or teardown counts as failed."""
    for case in report.iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            outcome.failed += 1
        elif case.find("skipped") is not None:
            outcome.skipped += 1
        else:
            outcome.passed += 1


if __name__ == "__main__":
    sys.exit(main())

"""Keep programs running in the foreground: prefix what they say, restart what falls, stop all together."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import FrameType

from tools.paths import ROOT
from tools.steps import say

POLL_SECONDS = 0.1


@dataclass(frozen=True)
class Program:
    """What to run, and the name its lines carry."""

    name: str
    command: tuple[str, ...]


@dataclass(frozen=True)
class Policy:
    """How patient the supervisor is; all in seconds."""

    first_wait: float = 1.0
    longest_wait: float = 30.0
    steady_after: float = 60.0  # a program that ran this long starts with the first wait again
    grace: float = 10.0  # from the request to end until the kill

    def wait(self, failures: int) -> float:
        """Return how long to wait before the next start after so many quick falls in a row."""
        doubled: float = self.first_wait * 2 ** max(0, failures - 1)
        return min(self.longest_wait, doubled)


class Child:
    """A started program and everything it started itself."""

    def __init__(self, program: Program, label: str) -> None:
        self.program = program
        self.label = label
        self.started = time.monotonic()
        # A session of its own keeps the terminal's Ctrl-C away: the end goes through us, in order.
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tools.leash", *program.command],
            cwd=ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": "1", "LEASH_PARENT": str(os.getpid())},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._relay, daemon=True)
        self._reader.start()

    def _relay(self) -> None:
        for line in self.process.stdout or ():
            say(f"{self.label} | {line.rstrip()}")

    @property
    def age(self) -> float:
        """How long it has been running, in seconds."""
        return time.monotonic() - self.started

    def end(self, deadline: float) -> None:
        """Wait for it until ``deadline`` (monotonic), then leave nothing of it behind."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.0, deadline - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._reader.join(1)


class Supervisor:
    """Runs programs until it is told to stop (Ctrl-C, SIGTERM, SIGHUP, or ``stop``)."""

    def __init__(self, programs: Sequence[Program], policy: Policy | None = None) -> None:
        self.policy = policy or Policy()
        self._width = max(len(program.name) for program in programs)
        self._children: dict[str, Child] = {}
        self._starts_at = dict.fromkeys(programs, 0.0)
        self._failures = dict.fromkeys(programs, 0)
        self._stopping = False

    def run(self, when_started: Callable[[], None] = lambda: None) -> None:
        """Start all programs and watch them; ``when_started`` runs beside, in a thread of its own."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        try:
            self._watch()
            threading.Thread(target=when_started, daemon=True).start()
            while not self._stopping:
                self._watch()
                time.sleep(POLL_SECONDS)
        finally:
            self._end_all()

    def stop(self) -> None:
        """Ask for the end; ``run`` then returns."""
        self._stopping = True

    @property
    def is_stopping(self) -> bool:
        """Whether the end has been asked for."""
        return self._stopping

    def falls(self, name: str) -> int:
        """How often in a row the program called *name* has ended soon after its start."""
        return next(count for program, count in self._failures.items() if program.name == name)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.stop()

    def _watch(self) -> None:
        for program, starts_at in self._starts_at.items():
            child = self._children.get(program.name)
            if child is not None and child.process.poll() is not None:
                self._on_fall(child)
            elif child is None and time.monotonic() >= starts_at and not self._stopping:
                self._children[program.name] = Child(program, f"{program.name:<{self._width}}")

    def _on_fall(self, child: Child) -> None:
        program = child.program
        child.end(deadline=0)  # what it started must not work on beside its successor
        del self._children[program.name]
        steady = child.age >= self.policy.steady_after
        self._failures[program] = 1 if steady else self._failures[program] + 1
        wait = self.policy.wait(self._failures[program])
        self._starts_at[program] = time.monotonic() + wait
        say(f"{child.label} | ended unexpectedly ({child.process.returncode}); starting again in {wait:g} s")

    def _end_all(self) -> None:
        for child in self._children.values():
            child.process.terminate()
        deadline = time.monotonic() + self.policy.grace
        for child in self._children.values():
            child.end(deadline)

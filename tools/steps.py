"""Run one step of an installation and show that it moves."""

from __future__ import annotations

import collections
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

KEPT_LINES = 60


class StepFailed(SystemExit):
    """A step ended badly; its last lines are on the screen already."""

    def __init__(self) -> None:
        super().__init__(1)


def say(text: str = "") -> None:
    """Print a line at once, also through a pipe."""
    print(text, flush=True)


def step(title: str, command: Sequence[str | Path], env: Mapping[str, str] | None = None) -> None:
    """Run ``command``; its output shows only on one moving line, or whole when it fails."""
    on_screen = sys.stdout.isatty()
    started = time.monotonic()
    print(f"  {title} … ", end="", flush=True)
    tail: collections.deque[str] = collections.deque(maxlen=KEPT_LINES)
    with subprocess.Popen(
        list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env
    ) as process:
        for line in process.stdout or ():
            tail.append(line.rstrip())
            if on_screen and tail[-1]:
                print(f"\r\033[K  {title} … {tail[-1].strip()[:60]}", end="", flush=True)
    seconds = time.monotonic() - started
    start_over = f"\r\033[K  {title} … " if on_screen else ""
    if process.returncode:
        say(f"{start_over}failed")
        say("\n".join(tail))
        raise StepFailed
    say(f"{start_over}done ({seconds:.0f} s)")

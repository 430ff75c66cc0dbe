"""`make lint`: all checks that need no tests; every one runs, so that one go shows all there is to mend."""

from __future__ import annotations

import subprocess
import sys
import time

from tools.paths import ROOT, VENV
from tools.steps import say

PYTHON = [sys.executable, "-m"]
CHECKS = {
    "style": [*PYTHON, "ruff", "check", "."],
    "format": [*PYTHON, "ruff", "format", "--check", "."],
    "templates": [*PYTHON, "djlint", "--lint", "--quiet", "templates"],
    "storeys": [str(VENV / "bin" / "lint-imports")],
    "types": [*PYTHON, "mypy"],
    "django": [sys.executable, "manage.py", "check", "--fail-level", "WARNING"],
    "migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
}


def main() -> int:
    """Run the checks; return how many failed."""
    failed = [name for name, command in CHECKS.items() if not passes(name, command)]
    say(f"{len(CHECKS) - len(failed)} checks passed, {len(failed)} failed: {', '.join(failed) or 'none'}")
    return len(failed)


def passes(name: str, command: list[str]) -> bool:
    """Run one check; show what it says only when it complains."""
    started = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    verdict = "failed" if done.returncode else "ok"
    say(f"{name:<12}{verdict} ({time.monotonic() - started:.0f} s)")
    if done.returncode:
        say(done.stdout + done.stderr)
    return not done.returncode


if __name__ == "__main__":
    sys.exit(main())

"""Install what Regulars needs into this work tree: Python packages, npm packages, built front end.

``python3.11 -m tools.install``            everything, for developers
``python3.11 -m tools.install --runtime``  only what running needs
Each part is skipped while it is up to date.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Iterator

from tools.machine import install_packages, may_install
from tools.node import Node, find_node
from tools.paths import PIP_INSTALL, PYTHON, ROOT, VENV
from tools.stamps import digest, is_fresh, set_stamp
from tools.steps import step

OLDEST_PYTHON = (3, 11)
STATIC = ROOT / "static"


def main() -> None:
    """Bring the work tree up to date."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--runtime", action="store_true", help="leave out what only tests and checks need")
    arguments = parser.parse_args()
    if sys.version_info < OLDEST_PYTHON:
        raise SystemExit("Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 …")
    with _alone():
        ensure_venv()
        ensure_packages("requirements.txt" if arguments.runtime else "requirements-dev.txt")
        ensure_front_end()
        ensure_translations()


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Let a second `make` started beside the first one wait for its turn."""
    with (ROOT / "tools" / "__init__.py").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def ensure_venv() -> None:
    """Create .venv, or create it anew when it no longer works (moved folder, other Python)."""
    version = "{}.{}".format(*sys.version_info)
    probe = "import sys, pip; print('{}.{}'.format(*sys.version_info), sys.prefix)"
    if PYTHON.exists():
        answer = subprocess.run([PYTHON, "-c", probe], capture_output=True, text=True, check=False)
        if answer.stdout.split() == [version, str(VENV)]:
            return
        shutil.rmtree(VENV)
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        _add_venv_module(version)
    step("Python environment", [sys.executable, "-m", "venv", VENV])


def _add_venv_module(version: str) -> None:
    if not may_install():
        raise SystemExit(f"This Python has no venv module. On Debian: apt install python{version}-venv")
    install_packages(f"python{version}-venv")


def ensure_packages(requirements: str) -> None:
    """Install one requirements file at its exact versions."""
    wanted = digest([*ROOT.glob("requirements*.txt"), ROOT / "constraints.txt"], sys.version)
    stamps = {name: VENV / f".{name}.stamp" for name in ("requirements.txt", "requirements-dev.txt")}
    # Whoever has the developers' set has the other one too.
    if is_fresh(stamps["requirements-dev.txt"], wanted) or is_fresh(stamps[requirements], wanted):
        return
    step("Python packages", [*PIP_INSTALL, "-r", ROOT / requirements])
    set_stamp(stamps[requirements], wanted)


def ensure_front_end() -> None:
    """Install the npm packages and bundle static/src/ into static/dist/."""
    manifests = [ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc"]
    packages, built = ROOT / "node_modules" / ".regulars.stamp", STATIC / "dist" / ".regulars.stamp"
    packages_digest = digest(manifests)
    built_digest = digest([*manifests, STATIC / "src", ROOT / "tools" / "build.mjs"])
    if is_fresh(packages, packages_digest) and is_fresh(built, built_digest):
        return
    node = find_node()
    if not is_fresh(packages, packages_digest):
        _install_npm_packages(node)
        set_stamp(packages, packages_digest)
    step("Front end", [node.node, ROOT / "tools" / "build.mjs"])
    set_stamp(built, built_digest)


def _install_npm_packages(node: Node) -> None:
    # --prefix, because the caller's folder may be another one; dev parts hold the bundler itself.
    flags = ["--ignore-scripts", "--include=dev", "--no-audit", "--no-fund", "--prefix", str(ROOT)]
    step("npm packages", [node.npm, "ci", *flags], node.env)


def ensure_translations() -> None:
    """Compile the texts of all languages (with Babel: gettext's programs may be missing)."""
    catalogues = sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po"))
    wanted, stamp = digest([*catalogues, ROOT / "tools" / "texts.py"]), VENV / ".texts.stamp"
    if is_fresh(stamp, wanted) and all(catalogue.with_suffix(".mo").exists() for catalogue in catalogues):
        return
    step("Texts", [PYTHON, "-m", "tools.texts", "compile"])
    set_stamp(stamp, wanted)


if __name__ == "__main__":
    main()

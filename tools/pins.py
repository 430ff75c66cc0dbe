"""Write constraints.txt: the exact versions of everything the direct requirements bring along.

``make pins`` after a version in a requirements file was changed.
"""

from __future__ import annotations

import json
import re
import subprocess

from tools.paths import PYTHON, ROOT

FILES = ("requirements.txt", "requirements-dev.txt", "requirements-node.txt")
HEADER = "# Exact versions of the parts of our requirements. Written by `make pins`; not edited by hand.\n"


def direct_requirements() -> list[str]:
    """Return the lines of the requirements files that name a package."""
    lines = (line.strip() for name in FILES for line in (ROOT / name).read_text().splitlines())
    return [line for line in lines if line and not line.startswith(("#", "-"))]


def normal(name: str) -> str:
    """Return a package's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def main() -> None:
    """Resolve afresh and write the file."""
    wanted = direct_requirements()
    own = {normal(re.split(r"[\[=]", line)[0]) for line in wanted}
    resolve = [str(PYTHON), "-m", "pip", "install", "--dry-run", "--ignore-installed", "--quiet"]
    report = subprocess.run([*resolve, "--report", "-", *wanted], check=True, capture_output=True, text=True)
    found = {
        normal(item["metadata"]["name"]): item["metadata"]["version"]
        for item in json.loads(report.stdout)["install"]
    }
    lines = [f"{name}=={version}" for name, version in sorted(found.items()) if name not in own]
    (ROOT / "constraints.txt").write_text(HEADER + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()

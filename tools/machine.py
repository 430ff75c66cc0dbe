"""What this machine offers, and what may be added to it."""

from __future__ import annotations

import os
import shutil

from tools.steps import step


def in_ci() -> bool:
    """Tell whether a build server runs us: there a suite that cannot run is a failure."""
    return os.environ.get("CI", "").lower() in ("1", "true", "yes")


def may_install() -> bool:
    """Tell whether Debian packages can be added: only root on a machine with apt."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install_packages(*packages: str) -> None:
    """Install Debian packages without questions."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    step("Debian's package lists", ["apt-get", "update"], quiet)
    step(
        f"Debian's {', '.join(packages)}",
        ["apt-get", "install", "--yes", "--no-install-recommends", *packages],
        quiet,
    )

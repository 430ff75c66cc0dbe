"""Become another program that ends when its starter dies, even by kill -9.

``python -m tools.leash COMMAND ARGUMENT…``; elsewhere than on Linux it plainly becomes the command.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Tie this process to its parent, then replace it."""
    command = sys.argv[1:]
    if sys.platform == "linux":
        parent = int(os.environ.pop("LEASH_PARENT", os.getppid()))
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # died before the leash was on
            sys.exit(1)
    os.execvp(command[0], command)


if __name__ == "__main__":
    main()

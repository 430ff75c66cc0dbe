"""Stamps remember from which files a result was made, so that what is up to date is skipped."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable
from pathlib import Path

from tools.paths import ROOT


def digest(paths: Iterable[Path], *extra: str) -> str:
    """Return one checksum of the names and contents of ``paths`` (folders: all below) and ``extra``."""
    total = hashlib.sha256("\n".join((platform.machine(), *extra)).encode())
    for path in sorted(_files(paths)):
        total.update(str(path.relative_to(ROOT)).encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _files(paths: Iterable[Path]) -> Iterable[Path]:
    for path in paths:
        if path.is_dir():
            yield from (inner for inner in path.rglob("*") if inner.is_file())
        elif path.is_file():
            yield path


def is_fresh(stamp: Path, wanted: str) -> bool:
    """Tell whether the result that ``stamp`` lies beside was made from what ``wanted`` sums up."""
    return stamp.is_file() and stamp.read_text() == wanted


def set_stamp(stamp: Path, made_from: str) -> None:
    """Remember that the result is finished; called last, so that a broken step is done again."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(made_from)

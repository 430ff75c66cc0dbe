"""A short name for a problem: the same input has the same one, on every machine and for ever."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from hashlib import sha256

from visits.planner.problem import Problem

ENGINE_VERSION = 2
"""Goes up whenever a change to the engines may change a plan, so that old plans are made anew."""


def fingerprint(problem: Problem, *, engine: str = "", rounds: int = 0) -> str:
    """64 hexadecimal digits that change with anything the plan depends on."""
    asked = {"version": ENGINE_VERSION, "engine": engine, "rounds": rounds, "problem": asdict(problem)}
    text = json.dumps(asked, sort_keys=True, separators=(",", ":"), default=_plain)
    return sha256(text.encode()).hexdigest()


def seed_of(problem: Problem) -> int:
    """Where the engine's luck starts: the same for the same rep and period, whatever else changes."""
    first = problem.days[0].date.isoformat() if problem.days else ""
    text = f"{ENGINE_VERSION}|{problem.seed}|{first}"
    return int.from_bytes(sha256(text.encode()).digest()[:8], "big")


def _plain(value: object) -> object:
    """What JSON has no word for: dates, and sets of them in order."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (set, frozenset)):
        return sorted(str(item) for item in value)
    raise TypeError(f"{type(value).__name__} cannot be part of a fingerprint")

"""What moves when one person's records are handed to another (domain.md, D7.1).

An app that keeps records by person registers a mover in its ``handover.py``. Movers run in the order
of their registration, inside the transaction of the hand-over.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from crm.people.models import Territory, User


@dataclass(frozen=True, slots=True)
class Handover:
    """*giver*'s records, all of them or those of one *territory*, go to *taker*."""

    giver: User
    taker: User
    by: User
    territory: Territory | None = None
    note: str = ""


Mover = Callable[[Handover], int]
_movers: dict[str, Mover] = {}


def mover(label: str) -> Callable[[Mover], Mover]:
    """Register the decorated function; it moves its app's records and returns how many."""

    def register(function: Mover) -> Mover:
        _movers[label] = function
        return function

    return register


def run_movers(handover: Handover) -> dict[str, int]:
    """Run every mover; return by label how many records moved."""
    return {label: move(handover) for label, move in _movers.items()}

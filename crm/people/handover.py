"""What moves when one person's records are handed to another, or a person changes team (domain.md, D7.1).

An app that keeps records by person registers a mover in its ``handover.py``, one that keeps a person's team
on its records a team mover. They run in the order of their registration, inside the transaction of the move.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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


@dataclass(frozen=True, slots=True)
class TeamMove:
    """*people* are in other teams than before: their ``team`` is the new one, stored already."""

    people: Sequence[User]
    by: User | None


TeamMover = Callable[[TeamMove], None]
_team_movers: list[TeamMover] = []


def team_mover(function: TeamMover) -> TeamMover:
    """Register the decorated function; it brings its app's records along."""
    _team_movers.append(function)
    return function


def run_team_movers(move: TeamMove) -> None:
    """Run every team mover."""
    for bring in _team_movers:
        bring(move)

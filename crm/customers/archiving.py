"""What stands against archiving cards: storeys above register it in their ``archiving.py``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crm.shell.discovery import Registry


@dataclass(frozen=True, kw_only=True, slots=True)
class Obstacle:
    """``refuse`` gets the primary keys of locked cards, and raises Refused with the way out of it."""

    key: str
    refuse: Callable[[Sequence[int]], None]
    order: int = 100


obstacles: Registry[Obstacle] = Registry("obstacles to archiving")

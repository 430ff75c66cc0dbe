"""What the storeys above keep in step with cards: they register a follower in their ``followers.py``.

Followers run inside the transaction that changed the cards, after the change is written. Only what
follows from a card belongs here; what a person decides has a service of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crm.shell.discovery import Registry

if TYPE_CHECKING:
    from crm.people.models import User


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """What was written on cards (primary keys): the ``fields``, who did it (None: nobody) and their note.

    ``former_owners`` says by card who had it, for cards whose owner changed; the cards are locked.
    """

    customers: Sequence[int]
    fields: frozenset[str]
    by: User | None = None
    note: str = ""
    former_owners: Mapping[int, int | None] = field(default_factory=dict)


Follow = Callable[[Change], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Follower:
    """Calls ``follow`` with what has changed on cards when one of ``fields`` is among it."""

    key: str
    fields: frozenset[str]
    follow: Follow
    order: int = 100


followers: Registry[Follower] = Registry("followers")


def tell(change: Change) -> None:
    """Tell whoever follows one of the changed fields."""
    if not change.customers:
        return
    for follower in followers:
        if follower.fields & change.fields:
            follower.follow(change)

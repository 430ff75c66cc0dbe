"""What the storeys above keep in step with cards: they register a follower in their ``followers.py``.

Followers run inside the transaction that changed the cards, after the change is written. Only what is
worked out from a card belongs here; what a person decides has a service of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from crm.shell.discovery import Registry

Follow = Callable[[Sequence[int]], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Follower:
    """Calls ``follow`` with the primary keys of the cards on which one of ``fields`` has changed."""

    key: str
    fields: frozenset[str]
    follow: Follow
    order: int = 100


followers: Registry[Follower] = Registry("followers")


def tell(customers: Sequence[int], changed: Collection[str]) -> None:
    """Tell whoever follows one of the *changed* fields about the cards with these primary keys."""
    if not customers:
        return
    for follower in followers:
        if follower.fields & set(changed):
            follower.follow(customers)

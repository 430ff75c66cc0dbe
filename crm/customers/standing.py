"""What the storeys above say of many cards at once, in their ``standing.py``: badges and sales."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from crm.shell.discovery import Registry


@dataclass(frozen=True, slots=True)
class Mark:
    """One card's standing: a badge; ``sales`` in the base currency, None for who is no account."""

    badge: SafeString
    sales: Decimal | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """Reads the marks of cards by primary key, in a fixed number of questions for all of them.

    The caller has seen to it that the person may see these cards.
    """

    key: str
    read: Callable[[Collection[int]], Mapping[int, Mark]]
    order: int = 100


standings: Registry[Standing] = Registry("standings")


def marks_of(customers: Collection[int]) -> dict[int, list[Mark]]:
    """Return what all storeys say of these cards, in their order; nothing is said of most."""
    found: dict[int, list[Mark]] = {}
    if customers:
        for standing in standings:
            for card, mark in standing.read(customers).items():
                found.setdefault(card, []).append(mark)
    return found

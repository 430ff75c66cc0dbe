"""What the storeys above say of many cards at once, in their ``standing.py``: badges and sales."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from crm.shell.discovery import Registry


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """Says something of cards by primary key, in one question for all of them.

    ``badges`` are what stands beside the name wherever it is named; ``sales`` all sales ever of who is an
    account, in the base currency. The caller has seen to it that the person may see these cards.
    """

    key: str
    badges: Callable[[Collection[int]], Mapping[int, SafeString]]
    sales: Callable[[Collection[int]], Mapping[int, Decimal]] | None = None
    order: int = 100


standings: Registry[Standing] = Registry("standings")


def marks_of(customers: Collection[int]) -> dict[int, SafeString]:
    """Return the badges of these cards from all storeys, in their order; most cards have none."""
    found: dict[int, list[SafeString]] = {}
    if customers:
        for standing in standings:
            for card, badge in standing.badges(customers).items():
                found.setdefault(card, []).append(badge)
    return {
        card: format_html_join(" ", "{}", ((badge,) for badge in badges)) for card, badges in found.items()
    }


def sales_of(customers: Collection[int]) -> dict[int, Decimal]:
    """Return the sales of those of these cards that are accounts."""
    found: dict[int, Decimal] = {}
    if customers:
        for standing in standings:
            if standing.sales is not None:
                found.update(standing.sales(customers))
    return found

"""Orders found by what people type: a number or a part of one, or else the customer."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from crm.shell import textsearch

if TYPE_CHECKING:
    from accounts.models import Order
    from accounts.querysets import OrderQuerySet

CUSTOMER = "account__customer__search_text"


def by_number(rows: OrderQuerySet, text: str) -> OrderQuerySet | None:
    """Return the orders of *rows* whose number begins with *text*, or else has it inside; None for none."""
    typed = unicodedata.normalize("NFKC", text).strip()
    for found in (rows.numbered(typed), rows.with_number_part(typed)):
        if found.exists():
            return found
    return None


def find_orders(rows: OrderQuerySet, text: str, *, limit: int) -> list[Order]:
    """Return up to *limit* orders by number, the latest first, or else by customer as customers are found."""
    numbered = by_number(rows, text)
    if numbered is not None:
        return list(numbered.order_by("-pk")[:limit])
    return textsearch.find(rows, text, field=CUSTOMER, limit=limit)

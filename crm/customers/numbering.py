"""The customer's own number when nobody gives one: ``C`` and the primary key, at least six digits."""

from __future__ import annotations

from crm.customers.models import Customer
from crm.shell.numbering import Numbering

_CUSTOMERS = Numbering(Customer, "C")


def number_for(pk: int) -> str:
    """Return the number that belongs to a primary key: 123 is C000123."""
    return _CUSTOMERS.number_for(pk)


def reserve(count: int = 1) -> list[tuple[int, str]]:
    """Return *count* free pairs of primary key and number; call it inside the transaction that writes."""
    return _CUSTOMERS.reserve(count)

"""What is ahead with the customers of prospects; storeys above register it in their ``commitments.py``.

As long as something is ahead, a card stays with its rep however silent it is. It ends with the last effort.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from crm.shell.discovery import Registry

if TYPE_CHECKING:
    from crm.customers.models import Customer
    from crm.people.models import User


@dataclass(frozen=True, kw_only=True, slots=True)
class Commitment:
    """``ahead`` are rows with a ``customer``. ``agreed`` says in a line each what was agreed with one.

    ``end`` takes out what stands for an effort alone, of customers (primary keys) with whom none goes on;
    their cards are locked.
    """

    key: str
    ahead: Callable[[], QuerySet[Any]]
    agreed: Callable[[Customer], list[str]]
    end: Callable[[Sequence[int], User | None], None]
    order: int = 100


commitments: Registry[Commitment] = Registry("commitments")


def something_ahead() -> Q:
    """Return the condition on prospects that something is ahead with their customer."""
    found = Q(pk__in=())
    for commitment in commitments:
        found |= Q(Exists(commitment.ahead().filter(customer=OuterRef("customer")).order_by()))
    return found


def agreed_with(customer: Customer) -> list[str]:
    """Say what was agreed with *customer* and lies ahead, in a line each."""
    return [line for commitment in commitments for line in commitment.agreed(customer)]

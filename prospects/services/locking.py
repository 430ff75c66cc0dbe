"""The order in which everybody takes what belongs to a prospect: the team's ledger last, the card first."""

from __future__ import annotations

from crm.customers.models import Customer
from prospects.models import Prospect


def locked(prospect: Prospect) -> Prospect:
    """Return *prospect* as it is now, its card and itself locked until the transaction ends."""
    lock_card(prospect.customer_id)
    rows = Prospect.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("customer__owner", "customer__team", "line", "step").get(pk=prospect.pk)


def lock_card(customer_id: int) -> Customer:
    """Return the card, locked until the transaction ends."""
    rows = Customer.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("owner", "team").get(pk=customer_id)

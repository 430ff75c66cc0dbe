"""Customers move with a territory or with everything a leaver keeps (domain.md, D7.1)."""

from __future__ import annotations

from crm.customers.models import Customer
from crm.customers.services.ownership import give
from crm.people.handover import Handover, mover


@mover("customers")
def move_customers(handover: Handover) -> int:
    """Give the giver's customers, archived ones too, to the taker; return how many moved."""
    customers = Customer.objects.filter(owner=handover.giver)
    if handover.territory is not None:
        customers = customers.filter(territory=handover.territory)
    return give(customers=customers, owner=handover.taker, by=handover.by, note=handover.note)

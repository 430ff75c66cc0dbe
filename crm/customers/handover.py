"""Customers move with a territory, a leaver or an owner who changes team (domain.md, D7.1)."""

from __future__ import annotations

from crm.customers.models import Customer
from crm.customers.services.ownership import bring_to_team, give
from crm.people.handover import Handover, TeamMove, mover, team_mover


@mover("customers")
def move_customers(handover: Handover) -> int:
    """Give the giver's customers, archived ones too, to the taker; return how many moved."""
    customers = Customer.objects.filter(owner=handover.giver)
    if handover.territory is not None:
        customers = customers.filter(territory=handover.territory)
    return give(customers=customers, owner=handover.taker, by=handover.by, note=handover.note)


@team_mover
def bring_customers(move: TeamMove) -> None:
    """Bring the cards these people own, archived and merged ones too, into their teams."""
    bring_to_team(owners=move.people, by=move.by)

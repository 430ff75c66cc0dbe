"""Write the ledger of Plan 100 (domain.md, D1.3)."""

from __future__ import annotations

from crm.people.models import Team
from prospects import ledger
from prospects.models import LedgerEntry, Prospect
from prospects.policy import quota_policy


def enter(*, prospect: Prospect, kind: str) -> LedgerEntry | None:
    """Enter what happened to a name into its team's ledger; None for a card without a team.

    The team is locked, so that two entries at once follow each other.
    """
    customer = prospect.customer
    if customer.team_id is None:
        return None
    Team.objects.select_for_update(of=("self",), no_key=True).get(pk=customer.team_id)
    entry = ledger.enter(kind, debt=debt_of(customer.team_id), names_owed=quota_policy().owed)
    return LedgerEntry.objects.create(
        team_id=customer.team_id,
        rep_id=customer.owner_id,
        customer=customer,
        prospect=prospect,
        kind=entry.kind,
        change=entry.change,
        debt=entry.debt,
    )


def debt_of(team_id: int) -> int:
    """Return the names a team owes now."""
    last = LedgerEntry.objects.filter(team=team_id).order_by("-pk").values_list("debt", flat=True).first()
    return last or 0

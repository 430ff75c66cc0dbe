"""Who may do what with prospects, pools and campaigns they can see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.rules import leads
from crm.people.visibility import scope_of
from prospects.querysets import teams_above

if TYPE_CHECKING:
    from crm.people.models import User
    from prospects.models import Campaign, Prospect

__all__ = [
    "leads",
    "may_add_to_campaign",
    "may_claim",
    "may_edit_campaign",
    "may_give_from_pool",
    "may_open_campaign",
]


def may_claim(user: User) -> bool:
    """Whether *user* may claim from a pool at all: whoever belongs to a team, from its own (D1.3)."""
    return user.team_id is not None


def may_give_from_pool(user: User, prospect: Prospect) -> bool:
    """Whether *user* may give a pooled prospect to a rep: who leads the team of the pool."""
    return user.is_admin or prospect.customer.team_id in scope_of(user).team_ids


def may_open_campaign(user: User) -> bool:
    """Whether *user* may open campaigns: who leads a team."""
    return leads(user)


def may_edit_campaign(user: User, campaign: Campaign) -> bool:
    """Whether *user* may change and close *campaign*: its lead and who leads its team."""
    return user.is_admin or campaign.lead_id == user.pk or campaign.team_id in scope_of(user).team_ids


def may_add_to_campaign(user: User, campaign: Campaign) -> bool:
    """Whether *user* may put prospects into *campaign*: also everybody of its team, of those they see."""
    return may_edit_campaign(user, campaign) or campaign.team_id in teams_above(user.team)

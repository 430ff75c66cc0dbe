"""Who may do what with accounts, orders and tiers they can see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm.people.visibility import scope_of

if TYPE_CHECKING:
    from accounts.models import Account
    from crm.people.models import User


def leads(user: User) -> bool:
    """Whether *user* answers for the records of a team, their own or as a deputy; admins always."""
    return user.is_admin or user.is_leading or bool(scope_of(user).team_ids)


def may_rank(user: User) -> bool:
    """Whether *user* may start a ranking: it concerns everybody's visits."""
    return leads(user)


def may_override_tier(user: User, account: Account) -> bool:
    """Whether *user* may set the tier of *account* against the ranking: a leader of its team (D3.2)."""
    if user.is_admin:
        return True
    customer = account.customer
    return leads(user) and customer.team_id in scope_of(user).team_ids


def may_close(user: User, account: Account) -> bool:
    """Whether *user* may close *account* or open it again."""
    return may_override_tier(user, account)


def may_edit_products(user: User) -> bool:
    """Whether *user* may change the catalogue: prices are the company's."""
    return user.is_admin or user.is_leading


def sees_costs(user: User) -> bool:
    """Whether *user* sees what products cost us."""
    return leads(user)


def sees_company(user: User) -> bool:
    """Whether *user* sees sums over all accounts: who sees every account (D7.1)."""
    return scope_of(user).everything

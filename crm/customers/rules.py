"""Who may do what with a customer they can see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm.customers.policy import private_fields_kept
from crm.people.visibility import scope_of

if TYPE_CHECKING:
    from crm.customers.models import Customer
    from crm.people.models import User


def is_visible(user: User, customer: Customer) -> bool:
    """Whether *user* sees *customer* (D7.1): what `CustomerQuerySet.visible_to` asks of the table."""
    return scope_of(user).allows(owner_id=customer.owner_id, team_id=customer.team_id)


def may_change_owner(user: User) -> bool:
    """Whether *user* may hand customers to another owner: managers, regional managers, admins."""
    return user.is_leading or user.is_admin or bool(scope_of(user).team_ids)


def may_merge(user: User, one: Customer, other: Customer) -> bool:
    """Whether *user* may make one card of these two, or two again (D1.6).

    Both must be theirs to see. Cards of two owners are merged by who may give cards to another owner.
    """
    seen = is_visible(user, one) and is_visible(user, other)
    return seen and (one.owner_id == other.owner_id or may_change_owner(user))


def in_private_circle(user: User, customer: Customer) -> bool:
    """Whether *user* is the owner, a manager above, or the deputy of one of them (D7.3).

    An admin runs the switch and reads the log of looks; that does not open the data to them.
    """
    if user.is_admin:
        return customer.owner_id == user.pk
    return is_visible(user, customer)


def may_see_private(user: User, customer: Customer) -> bool:
    """Whether *user* may look at the private details of *customer*: the switch is on and they are close."""
    return private_fields_kept() and in_private_circle(user, customer)


def may_see_looks(user: User, customer: Customer) -> bool:
    """Whether *user* may read who looked at the private details: that circle and admins."""
    return user.is_admin or in_private_circle(user, customer)

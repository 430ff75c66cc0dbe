"""Who may do what with people."""

from __future__ import annotations

from crm.people.choices import Role
from crm.people.models import User
from crm.people.visibility import scope_of


def may_lead(user: User, person: User) -> bool:
    """Whether *user* decides on *person*'s deputies, leave and records: an admin, or who leads them."""
    if user.is_admin:
        return True
    return user.is_leading and person.pk != user.pk and person.team_id in scope_of(user).team_ids


def may_arrange_absence(user: User, person: User) -> bool:
    """Whether *user* enters leave and a deputy for *person*: everybody their own, leaders their people's."""
    return user.pk == person.pk or may_lead(user, person)


def may_hand_over(user: User) -> bool:
    """Whether *user* may hand records of one person over to another at all."""
    return user.is_admin or user.is_leading


def may_stand_in(principal: User, deputy: User) -> bool:
    """Whether *deputy* can stand in: another active person, and never below for an admin."""
    if principal.pk == deputy.pk or not deputy.is_active:
        return False
    return principal.role != Role.ADMIN or deputy.role == Role.ADMIN

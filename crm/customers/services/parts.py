"""What contacts and addresses have in common: they are written under the lock of their card."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from crm.customers.models import Address, Contact, Customer
from crm.customers.services.match_keys import renew_keys
from crm.customers.services.preparing import check, prepare, refuse_merged
from crm.shell.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Collection

GONE = "gone"
Part = TypeVar("Part", Contact, Address)


def lock(customer_id: int) -> Customer:
    """Return the card, locked until the transaction ends; Refused when it was merged with another."""
    card = Customer.objects.select_for_update(no_key=True).get(pk=customer_id)
    refuse_merged(card)
    return card


def still_there(part: Part) -> Part:
    """Return the contact or address as it is stored; Refused (code ``gone``) when somebody has removed it.

    Call it under the lock of the card: who came second is told so.
    """
    stored: Part | None = type(part)._default_manager.filter(pk=part.pk).first()
    if stored is None:
        raise gone(part)
    return stored


def gone(part: models.Model) -> Refused:
    """Return the refusal of who wants to write what somebody has taken off the card."""
    return Refused(_("“%(name)s” is off the card already.") % {"name": part}, code=GONE)


def put(part: models.Model, values: Mapping[str, Any], names: Collection[str]) -> list[str]:
    """Put *values* into a contact or address; return the names of what differs."""
    if unknown := set(values) - set(names):
        raise TypeError(f"Unknown fields: {', '.join(sorted(unknown))}.")
    before = {name: getattr(part, name) for name in values}
    for name, value in values.items():
        setattr(part, name, value)
    # Compared as the record keeps them: roles come in any order.
    return [name for name in values if getattr(part, name) != before[name]]


def refresh(customer: Customer) -> None:
    """Work completeness and match keys of a locked card out again, and see that it still can be reached."""
    people, places = list(customer.contacts.all()), list(customer.addresses.all())
    check(customer, contacts=people)
    before = customer.completeness
    if prepare(customer, contacts=people, addresses=places).completeness != before:
        # Worked out, hence not part of the history: a plain update is right.
        Customer.objects.filter(pk=customer.pk).update(completeness=customer.completeness)
    renew_keys([customer.pk])

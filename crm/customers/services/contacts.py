"""Write the people at a customer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction

from crm.customers.fields import CONTACT_FIELDS
from crm.customers.models import Contact, Customer
from crm.customers.services.parts import lock, put, refresh, still_there
from crm.customers.services.preparing import check_part, prepare_contact
from crm.history.services import delete_as, record_event, save_as

if TYPE_CHECKING:
    from crm.people.models import User


@transaction.atomic
def add_contact(*, customer: Customer, by: User, values: Mapping[str, Any]) -> Contact:
    """Put a person on the card; *values* by the names of ``fields.CONTACT_FIELDS``."""
    card = lock(customer.pk)
    contact = Contact(customer=card)
    put(contact, values, CONTACT_FIELDS)
    check_part(contact)
    save_as(prepare_contact(contact), by=by)
    refresh(card)
    record_event(customer=card, verb="contact.added", by=by, data={"name": contact.name})
    return contact


@transaction.atomic
def update_contact(*, contact: Contact, by: User, values: Mapping[str, Any]) -> Contact:
    """Change the given fields of a contact; nothing is written when nothing differs."""
    card = lock(contact.customer_id)
    stored = still_there(contact)
    changed = put(stored, values, CONTACT_FIELDS)
    if not changed:
        return stored
    check_part(stored)
    save_as(prepare_contact(stored), by=by)
    refresh(card)
    record_event(customer=card, verb="contact.changed", by=by, data={"name": stored.name, "fields": changed})
    return stored


@transaction.atomic
def remove_contact(*, contact: Contact, by: User) -> None:
    """Take a person off the card; their history stays.

    Refused when nobody could be reached any more, and when somebody else was first (``gone``).
    """
    card = lock(contact.customer_id)
    stored = still_there(contact)
    delete_as(stored, by=by)
    refresh(card)
    record_event(customer=card, verb="contact.removed", by=by, data={"name": stored.name})

"""Write the further addresses of a customer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction

from crm.customers.fields import ADDRESS_FIELDS
from crm.customers.models import Address, Customer
from crm.customers.services.parts import lock, put, refresh, still_there
from crm.customers.services.preparing import check_part
from crm.history.services import delete_as, record_event, save_as

if TYPE_CHECKING:
    from crm.people.models import User


@transaction.atomic
def add_address(*, customer: Customer, by: User, values: Mapping[str, Any]) -> Address:
    """Put a further address on the card; *values* by the names of ``fields.ADDRESS_FIELDS``."""
    card = lock(customer.pk)
    address = Address(customer=card)
    put(address, values, ADDRESS_FIELDS)
    check_part(address)
    save_as(address, by=by)
    refresh(card)
    record_event(customer=card, verb="address.added", by=by, data={"kind": address.kind})
    return address


@transaction.atomic
def update_address(*, address: Address, by: User, values: Mapping[str, Any]) -> Address:
    """Change the given fields of an address; nothing is written when nothing differs."""
    card = lock(address.customer_id)
    stored = still_there(address)
    changed = put(stored, values, ADDRESS_FIELDS)
    if not changed:
        return stored
    check_part(stored)
    save_as(stored, by=by)
    refresh(card)
    record_event(customer=card, verb="address.changed", by=by, data={"kind": stored.kind, "fields": changed})
    return stored


@transaction.atomic
def remove_address(*, address: Address, by: User) -> None:
    """Take an address off the card; its history stays. Refused when somebody else was first (``gone``)."""
    card = lock(address.customer_id)
    stored = still_there(address)
    delete_as(stored, by=by)
    refresh(card)
    record_event(customer=card, verb="address.removed", by=by, data={"kind": stored.kind})

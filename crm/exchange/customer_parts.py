"""What hangs on a customer and comes in the same row: people, further addresses, private details."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from crm.customers.choices import ContactRole, PrivateField
from crm.customers.fields import PLACE
from crm.customers.models import Address, Contact, Customer, PrivateDetails, PrivateLook
from crm.customers.rules import in_private_circle
from crm.customers.services.preparing import prepare_contact
from crm.customers.services.private import tax_digest
from crm.exchange.bulk import create_many, update_many
from crm.exchange.customer_fields import ADDRESS_PARTS, CONTACT_PARTS, ROLE_PARTS
from crm.exchange.records import Context, Record
from crm.shell.textsearch import fold


class Parts:
    """The stored parts of a batch of customers, read with one query each."""

    def __init__(self, customers: Iterable[Customer], *, private: bool) -> None:
        keys = [customer.pk for customer in customers]
        self.fresh: dict[int, tuple[list[Contact], list[Address]]] = {}
        self.contacts: dict[int, list[Contact]] = defaultdict(list)
        self.addresses: dict[int, list[Address]] = defaultdict(list)
        self.private: dict[int, PrivateDetails] = {}
        if not keys:
            return
        for contact in Contact.objects.filter(customer__in=keys).order_by("pk"):
            self.contacts[contact.customer_id].append(contact)
        for address in Address.objects.filter(customer__in=keys).order_by("pk"):
            self.addresses[address.customer_id].append(address)
        if private:
            self.private = {row.customer_id: row for row in PrivateDetails.objects.filter(customer__in=keys)}

    def of(self, target: Customer) -> tuple[list[Contact], list[Address]]:
        """The people and places of a card, with what earlier rows of the batch add to them."""
        if target.pk:
            return self.contacts[target.pk], self.addresses[target.pk]
        return self.fresh.setdefault(id(target), ([], []))


def plan_parts(record: Record, target: Customer, stored: Parts) -> None:
    """Find what the row adds to or changes in contacts and addresses; leave it in `record.parts`."""
    people, places = stored.of(target)
    touched: list[tuple[Contact | Address, list[str]]] = []
    for name, role, details in _wanted_people(record):
        touched += _plan_person(people, name, role, details)
    for field, (kind, _label) in ADDRESS_PARTS.items():
        if text := record.values.get(field):
            touched += _plan_address(places, kind, text)
    record.parts |= {"people": people, "places": places, "touched": touched}


def _wanted_people(record: Record) -> Iterable[tuple[str, ContactRole, dict[str, Any]]]:
    """The names of the row, each with a role and further details; one person may be there several times."""
    values = record.values
    if name := values.get("contact"):
        details = {
            part: values[field]
            for field, (part, _label) in CONTACT_PARTS.items()
            if values.get(field) and part != "name"
        }
        yield name, ContactRole.HANDLING, details
    for field, (role, _label) in ROLE_PARTS.items():
        if name := values.get(field):
            yield name, role, {}


def _plan_person(
    people: list[Contact], name: str, role: ContactRole, details: dict[str, Any]
) -> list[tuple[Contact, list[str]]]:
    """Refresh the person of that name, or add them. Nobody is taken off, and nobody loses a role."""
    folded = fold(name)
    known = next((person for person in people if fold(person.name) == folded), None)
    values = {role.column: True, **details}
    if known is None:
        person = prepare_contact(Contact(name=name, **values))
        people.append(person)
        return [(person, [])]
    changed = [key for key, value in values.items() if getattr(known, key) != value]
    for key in changed:
        setattr(known, key, values[key])
    return [(prepare_contact(known), [*changed, "search_text"])] if changed and known.pk else []


def _plan_address(places: list[Address], kind: str, text: str) -> list[tuple[Address, list[str]]]:
    """Add the address of that kind, or move it: town and coordinates of the old one go with it."""
    known = next((place for place in places if place.kind == kind), None)
    if known is None:
        place = Address(kind=kind, street=text)
        places.append(place)
        return [(place, [])]
    if text in (known.street, known.address_line):
        return []
    moved = Address(street=text)
    changed = [name for name in PLACE if getattr(known, name) != getattr(moved, name)]
    for name in changed:
        setattr(known, name, getattr(moved, name))
    return [(known, changed)] if known.pk else []


def write_parts(written: Sequence[Record], stamp: dict[str, Any]) -> None:
    """Write the contacts and addresses that `plan_parts` found, in at most four statements."""
    for model in (Contact, Address):
        added: list[Any] = []
        changed: dict[int, Any] = {}
        columns: set[str] = set()
        for record in written:
            for part, names in record.parts["touched"]:
                if not isinstance(part, model):
                    continue
                if names:
                    changed[part.pk] = part
                    columns.update(names)
                else:
                    assert isinstance(record.target, Customer)
                    part.customer = record.target
                    added.append(part)
        create_many(added, **stamp)
        if changed:
            update_many(list(changed.values()), sorted(columns), **stamp)


def private_changes(record: Record, target: Customer, stored: Parts) -> dict[str, str]:
    """The private details that this row sets to something new."""
    details = stored.private.get(target.pk) if target.pk else None
    wanted = {name: record.values[name] or "" for name in PrivateField.values if name in record.values}
    return {
        name: value for name, value in wanted.items() if (getattr(details, name) if details else "") != value
    }


def may_write_private(context: Context, target: Customer) -> bool:
    """The owner and the managers above; the operator at the command line stands outside."""
    return context.by is None or in_private_circle(context.by, target)


def write_private(written: Sequence[Record], stored: Parts, context: Context) -> None:
    """Store private details encrypted, and put down who wrote which (never what)."""
    added: list[PrivateDetails] = []
    changed: list[PrivateDetails] = []
    looks: list[PrivateLook] = []
    for record in written:
        changes = record.parts.get("private")
        target = record.target
        if not changes or not isinstance(target, Customer):
            continue
        details = stored.private.get(target.pk)
        (changed if details else added).append(details := details or PrivateDetails(customer=target))
        for name, value in changes.items():
            setattr(details, name, value)
        details.tax_digest = tax_digest(details.tax_number)
        if context.by is not None:
            looks.append(
                PrivateLook(
                    customer=target, by=context.by, action=PrivateLook.Action.CHANGED, fields=sorted(changes)
                )
            )
    PrivateDetails.objects.bulk_create(added, batch_size=500)
    if changed:
        PrivateDetails.objects.bulk_update(changed, [*PrivateField.values, "tax_digest"], batch_size=100)
    PrivateLook.objects.bulk_create(looks, batch_size=500)

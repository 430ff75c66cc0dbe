"""Create and change cards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from crm.customers import custom, followers
from crm.customers.duplicates.facts import facts_of
from crm.customers.fields import ADDRESS_FIELDS, CONTACT_FIELDS, EDITABLE
from crm.customers.followers import Change
from crm.customers.models import Address, Contact, Customer
from crm.customers.numbering import reserve
from crm.customers.rules import may_change_owner
from crm.customers.services.introducing import refuse_circle, with_contact
from crm.customers.services.match_keys import put_keys, renew_keys
from crm.customers.services.preparing import (
    check,
    check_part,
    give_new,
    prepare,
    prepare_contact,
    refuse_merged,
)
from crm.history.services import bulk_create_as, record_event, save_as
from crm.shell.errors import Refused

if TYPE_CHECKING:
    from crm.customers.models import CustomField
    from crm.people.models import User

Values = Mapping[str, Any]


def create_customer(
    *,
    by: User,
    values: Values,
    owner: User | None = None,
    contacts: Sequence[Values] = (),
    addresses: Sequence[Values] = (),
    fields: Sequence[CustomField] | None = None,
    complete: bool = True,
) -> Customer:
    """Put a new card with its contacts and addresses into the file.

    *values* holds card fields by name (``fields.EDITABLE``), ``custom`` raw values by key; *fields* are
    the custom fields when the caller has them already. Without *owner* the card is a rep's own, or lies
    in the pool of a leader's team. A *complete* card has every required custom field; one that is not,
    such as the quick add's, may be filled later. Raises RefusedMany for wrong fields, Refused for a
    number that is taken.
    """
    _check_owner(by, owner)
    card = with_contact(Customer(), _known(values, EDITABLE - {"custom"}))
    customer = give_new(Customer(**card), owner, by=by)
    customer.custom = _custom_values(customer, values.get("custom", {}), fields, complete=complete)
    people = [prepare_contact(Contact(**_known(row, CONTACT_FIELDS))) for row in contacts]
    places = [Address(**_known(row, ADDRESS_FIELDS)) for row in addresses]
    check(customer, contacts=people)
    parts: list[Contact | Address] = [*people, *places]
    for part in parts:
        check_part(part)
    # A reserved number is nobody else's: no savepoint to come back to when it is taken.
    with _number_once(customer.number, savepoint=bool(customer.number)):
        if not customer.number:
            customer.pk, customer.number = reserve()[0]
        save_as(prepare(customer, contacts=people, addresses=places), by=by, force_insert=True)
        for part in parts:
            part.customer = customer
        bulk_create_as(people, by=by)
        bulk_create_as(places, by=by)
        put_keys({customer.pk: facts_of(customer, contacts=people, addresses=places)}, fresh=True)
        record_event(customer=customer, verb="customer.created", by=by)
    return customer


def update_customer(
    *,
    customer: Customer,
    by: User,
    values: Values,
    unchanged_since: datetime | None = None,
    fields: Sequence[CustomField] | None = None,
) -> Customer:
    """Change the given fields of a card; fields not in *values* keep what is stored.

    With *unchanged_since* (the card's ``updated_at`` when the person began) a card that somebody else
    has changed in the meantime is refused with code ``changed_meanwhile``. Nothing is written when
    nothing differs. Returns the card as stored.
    """
    known = _known(values, EDITABLE)
    with _number_once(known.get("number", "")):
        stored = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
        refuse_merged(stored)
        if unchanged_since is not None and stored.updated_at != unchanged_since:
            raise Refused(
                _("Somebody has changed this card meanwhile. Look at it again and repeat your change."),
                code="changed_meanwhile",
            )
        changed = _apply(stored, known, fields)
        if not changed:
            return stored
        people, places = list(stored.contacts.all()), list(stored.addresses.all())
        check(stored, contacts=people)
        save_as(prepare(stored, contacts=people, addresses=places), by=by)
        renew_keys([stored.pk])
        record_event(customer=stored, verb="customer.changed", by=by, data=_what_changed(changed, fields))
        followers.tell(Change(customers=[stored.pk], fields=frozenset(changed), by=by))
    return stored


def _what_changed(changed: list[str], fields: Sequence[CustomField] | None) -> dict[str, Any]:
    """Return the names of what changed; custom fields with the label they have today."""
    data: dict[str, Any] = {"fields": changed}
    if keys := {name.removeprefix("custom.") for name in changed if name.startswith("custom.")}:
        known = custom.definitions() if fields is None else fields
        data["labels"] = {f"custom.{field.key}": field.label for field in known if field.key in keys}
    return data


def _apply(stored: Customer, values: dict[str, Any], fields: Sequence[CustomField] | None) -> list[str]:
    """Put *values* into the card; return the names of what differs, custom fields as ``custom.key``."""
    raw_custom = values.pop("custom", None)
    values = with_contact(stored, values)
    changed = []
    for name, value in values.items():
        if name == "number" and not value:
            continue  # a card never loses its number
        if _differs(stored, name, value):
            setattr(stored, name, value)
            changed.append(name)
    if "introducer" in changed:
        refuse_circle(stored)
    if raw_custom:
        fresh = _custom_values(stored, raw_custom, fields)
        keys = sorted(key for key in {*fresh, *stored.custom} if fresh.get(key) != stored.custom.get(key))
        stored.custom = fresh
        changed += [f"custom.{key}" for key in keys]
    return changed


def _differs(stored: Customer, name: str, value: Any) -> bool:
    field = Customer._meta.get_field(name)
    if isinstance(field, models.ForeignKey):
        return bool(getattr(stored, field.attname) != (None if value is None else value.pk))
    return bool(getattr(stored, name) != value)


def _custom_values(
    customer: Customer,
    raw: Mapping[str, object],
    fields: Sequence[CustomField] | None,
    *,
    complete: bool = False,
) -> dict[str, custom.Stored]:
    known = custom.definitions() if fields is None else fields
    mine = [field for field in known if custom.belongs(field, customer.kind)]
    return custom.clean_values(raw, fields=mine, stored=customer.custom, complete=complete)


def _check_owner(by: User, owner: User | None) -> None:
    if owner is not None and owner.pk != by.pk and not may_change_owner(by):
        raise Refused(_("Only a manager may give a card to somebody else."), field="owner", code="owner")


def _known(values: Values, names: Sequence[str] | frozenset[str]) -> dict[str, Any]:
    """Return *values* as a dictionary; TypeError names a key that is not one of *names*."""
    if unknown := set(values) - set(names) - {"custom"}:
        raise TypeError(f"Unknown fields: {', '.join(sorted(unknown))}.")
    return {name: value for name, value in values.items() if name in names}


@contextmanager
def _number_once(number: str, *, savepoint: bool = True) -> Iterator[None]:
    """Open a transaction in which a number that is taken becomes a refusal.

    Without a *savepoint* a refusal ends the transaction around it as well.
    """
    try:
        with transaction.atomic(savepoint=savepoint):
            yield
    except IntegrityError as error:
        if "number" not in str(error):
            raise
        message = _("Another customer has the number %(number)s.") % {"number": number}
        raise Refused(message, field="number", code="number_taken") from error

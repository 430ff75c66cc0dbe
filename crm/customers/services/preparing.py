"""What every way into the customer file does before it writes: one card at a time or a whole import."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.customers.completeness import File, percent
from crm.customers.fields import CARD_REACH, CONTACT_REACH
from crm.customers.models import Address, Contact, Customer
from crm.people.choices import Role
from crm.shell.errors import Refused, RefusedMany
from crm.shell.reach import clean_website, validate_phone
from crm.shell.textsearch import index_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crm.people.models import User


def prepare(
    customer: Customer, *, contacts: Sequence[Contact] = (), addresses: Sequence[Address] = ()
) -> Customer:
    """Fill what is worked out from the card: its search text and its completeness.

    *contacts* and *addresses* are all that the card has, for its completeness. Asks the database
    nothing; call it after the number is known and before saving.
    """
    customer.search_text = index_text(
        customer.name,
        customer.short_name,
        customer.brand,
        customer.number,
        customer.city,
        customer.phone,
        customer.mobile,
        customer.email,
    )
    customer.website = _with_scheme(customer.website)
    customer.completeness = percent(File(customer, contacts, addresses))
    return customer


def _with_scheme(website: str) -> str:
    """Return the address as it is kept; what `check` would refuse stays as it is."""
    try:
        return clean_website(website)
    except ValidationError:
        return website


def give_to(customer: Customer, owner: User | None) -> Customer:
    """Set the owner, and the team that follows them; without an owner the team stays."""
    customer.owner = owner
    if owner is not None:
        customer.team_id = owner.team_id
    return customer


def give_new(customer: Customer, owner: User | None, *, by: User) -> Customer:
    """Give a new card to *owner*; without one a rep keeps it, and anybody else's lies in their team's pool.

    It never lies where who brought it cannot see it (domain.md, D7.1): a leader without a team keeps it.
    """
    if owner is None:
        keeps = by.role == Role.REP or (by.is_leading and by.team_id is None)
        owner, customer.team_id = by if keeps else None, by.team_id
    return give_to(customer, owner)


def prepare_contact(contact: Contact) -> Contact:
    """Fill the search text of a contact; call it before saving."""
    contact.search_text = index_text(contact.name, contact.phone, contact.mobile, contact.email)
    return contact


def check(customer: Customer, *, contacts: Iterable[Contact] = ()) -> None:
    """Refuse a card that cannot be kept, naming every wrong field at once (RefusedMany).

    Asks the database nothing: whether the number is free and what foreign keys point to is the
    caller's to know.
    """
    refusals = [*_unclean(customer), *_unreachable(customer, contacts)]
    if refusals:
        raise RefusedMany(refusals)


def refuse_merged(customer: Customer) -> None:
    """Refuse a card whose everything is on another card now: what is new belongs there."""
    if customer.merged_into_id is not None:
        message = _("%(number)s has been merged with %(name)s: write on that card, or undo the merge first.")
        words = {"number": customer.number, "name": customer.merged_into}
        raise Refused(message % words, code="merged")


def check_part(part: Contact | Address) -> None:
    """Refuse a contact or address with wrong fields, naming all of them (RefusedMany)."""
    refusals = list(_unclean(part))
    if isinstance(part, Address) and not part.address_line and part.point is None:
        message = _("Give at least a street, a city or coordinates.")
        refusals.append(Refused(message, field="street", code="required"))
    if refusals:
        raise RefusedMany(refusals)


def _unclean(record: models.Model) -> Iterator[Refused]:
    keys = {field.name for field in record._meta.fields if field.is_relation}
    try:
        record.clean_fields(exclude=keys | {"number"})
    except ValidationError as error:
        for field, messages in error.message_dict.items():
            yield Refused(" ".join(messages), field=field, code="invalid")
    if isinstance(record, (Customer, Address)) and (record.latitude is None) != (record.longitude is None):
        message = _("Give latitude and longitude together, or neither.")
        field = "longitude" if record.longitude is None else "latitude"
        yield Refused(message, field=field, code="half_point")
    yield from _unborn(record)
    yield from _no_way(record)


def _no_way(record: models.Model) -> Iterator[Refused]:
    """Refuse phone numbers nobody can dial and web addresses that are none, or a script's."""
    checks: tuple[tuple[str, Callable[[str], object]], ...] = (
        ("phone", validate_phone),
        ("mobile", validate_phone),
        ("website", clean_website),
    )
    for field, check_text in checks:
        if text := getattr(record, field, ""):
            try:
                check_text(text)
            except ValidationError as error:
                yield Refused(" ".join(error.messages), field=field, code="invalid")


def _unborn(record: models.Model) -> Iterator[Refused]:
    for field in ("birth_date", "birthday"):
        day = getattr(record, field, None)
        if day is not None and day > timezone.localdate():
            yield Refused(_("This day is still to come."), field=field, code="future")


def _unreachable(customer: Customer, contacts: Iterable[Contact]) -> Iterator[Refused]:
    if any(getattr(customer, name) for name in CARD_REACH):
        return
    if any(getattr(contact, name) for contact in contacts for name in CONTACT_REACH):
        return
    message = _("Give one way to reach them: phone, mobile, e-mail, messenger, an address or a contact's.")
    yield Refused(message, field="phone", code="unreachable")

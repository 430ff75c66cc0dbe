"""How much of a card is filled: which rows of domain.md D1.1 count, and the share of them, in percent.

Pure: looks at the records it is given and asks the database nothing. Rows of private data (party,
religion, family, bank account, tax number) never count: a meter must not urge anybody to collect them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from crm.customers.choices import AddressKind, ContactRole, CustomerKind

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from crm.customers.models import Address, Contact, Customer, CustomField


@dataclass(frozen=True, slots=True)
class File:
    """A card with the people and addresses that belong to it."""

    card: Customer
    contacts: Sequence[Contact] = ()
    addresses: Sequence[Address] = ()

    def has(self, *names: str) -> bool:
        """Whether any of the named fields of the card is filled."""
        return any(getattr(self.card, name) not in (None, "") for name in names)

    def has_role(self, role: str) -> bool:
        return any(role in contact.roles for contact in self.contacts)

    def has_address(self, kind: str) -> bool:
        return any(address.kind == kind for address in self.addresses)

    def contact_has(self, *names: str) -> bool:
        return any(getattr(contact, name) for contact in self.contacts for name in names)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the card and how to tell that it is filled."""

    label: StrOrPromise
    filled: Callable[[File], bool]


def _field(label: StrOrPromise, *names: str) -> Row:
    return Row(label, lambda file: file.has(*names))


_ADDRESS = _field(_("address"), "street", "city", "postcode")
_COORDINATES = Row(_("coordinates"), lambda file: file.card.point is not None)
_PHONE = Row(_("phone"), lambda file: file.has("phone", "mobile") or file.contact_has("phone", "mobile"))
_DECISION_MAKER = Row(_("decision-maker"), lambda file: file.has_role(ContactRole.DECISION_MAKER))
_CREDIT = _field(_("credit standing"), "credit_standing")
_INTRODUCER = _field(_("introducer"), "introducer_id", "introducer_colleague_id", "introducer_note")

ORGANISATION_ROWS = (
    _field(_("name"), "name"),
    _ADDRESS,
    _COORDINATES,
    _PHONE,
    _field(_("industry"), "industry_id"),
    _field(_("annual turnover"), "annual_turnover"),
    _field(_("number of employees"), "employees"),
    _field(_("brand or trade mark"), "brand"),
    _field(_("registered capital"), "registered_capital"),
    Row(_("principal"), lambda file: file.has_role(ContactRole.PRINCIPAL)),
    _field(_("main customers"), "main_customers"),
    _field(_("company strength"), "strength"),
    Row(_("factory or site"), lambda file: file.has_address(AddressKind.SITE)),
    _field(_("handling department"), "handling_department"),
    Row(_("handling contact"), lambda file: file.has_role(ContactRole.HANDLING)),
    Row(_("contact's personality"), lambda file: file.contact_has("personality")),
    Row(_("contact's interests"), lambda file: file.contact_has("interests")),
    _DECISION_MAKER,
    _field(_("products bought today"), "products_bought"),
    Row(
        _("annual consumption"), lambda file: file.has("annual_consumption") and file.has("consumption_unit")
    ),
    _field(_("delivery method"), "delivery_method"),
    _field(_("own storage"), "has_storage"),
    _CREDIT,
    _INTRODUCER,
)

INDIVIDUAL_ROWS = (
    _field(_("name"), "name"),
    _field(_("date of birth"), "birth_date", "birth_year"),
    _ADDRESS,
    _COORDINATES,
    _PHONE,
    _field(_("occupation"), "occupation"),
    _field(_("employer"), "employer"),
    _field(_("position"), "position"),
    Row(_("employer's address"), lambda file: file.has_address(AddressKind.EMPLOYER)),
    _field(_("working hours, best time to call"), "best_time_to_call"),
    _field(_("place of origin"), "place_of_origin"),
    _field(_("interests"), "interests"),
    _field(_("personality"), "personality"),
    _field(_("favourite sport"), "favourite_sport"),
    _DECISION_MAKER,
    _CREDIT,
    _field(_("payment behaviour"), "payment_behaviour"),
    _INTRODUCER,
)


def rows_of(kind: str) -> tuple[Row, ...]:
    """Return the rows that count on a card of *kind*."""
    return INDIVIDUAL_ROWS if kind == CustomerKind.INDIVIDUAL else ORGANISATION_ROWS


def missing(file: File, own: Iterable[CustomField] = ()) -> list[StrOrPromise]:
    """Return the labels of the rows that are still empty, and of required ones of the *own* fields."""
    card = file.card
    rows: list[StrOrPromise] = [row.label for row in rows_of(card.kind) if not row.filled(file)]
    mine = [field for field in own if field.required and field.kind in {"", card.kind}]
    return [*rows, *(field.label for field in mine if field.key not in card.custom)]


def percent(file: File) -> int:
    """Return the share of filled rows in whole percent, rounded down: 100 only when none is empty."""
    rows = rows_of(file.card.kind)
    return sum(row.filled(file) for row in rows) * 100 // len(rows)

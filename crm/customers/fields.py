"""The fields of the two cards in the order people read them: one list for form, card and import."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.customers.choices import CustomerKind

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Section:
    """Fields of ``Customer`` that belong together; ``kind`` is empty for both kinds of card."""

    key: str
    label: StrOrPromise
    fields: tuple[str, ...]
    kind: str = ""


PLACE = ("street", "city", "region", "postcode", "country", "latitude", "longitude")

SECTIONS = (
    Section(
        "who",
        pgettext_lazy("part of a card", "Who"),
        ("name", "number", "short_name", "industry"),
        CustomerKind.ORGANISATION,
    ),
    Section(
        "who",
        pgettext_lazy("part of a card", "Who"),
        ("name", "number", "birth_date", "birth_year", "place_of_origin"),
        CustomerKind.INDIVIDUAL,
    ),
    Section("reach", _("How to reach them"), ("phone", "mobile", "email", "messenger", "website")),
    Section("address", _("Address"), PLACE),
    Section(
        "business",
        _("Business"),
        (
            "annual_turnover",
            "employees",
            "brand",
            "registered_capital",
            "main_customers",
            "strength",
            "handling_department",
        ),
        CustomerKind.ORGANISATION,
    ),
    Section(
        "buying",
        _("Buying"),
        (
            "products_bought",
            "annual_consumption",
            "consumption_unit",
            "delivery_method",
            "has_storage",
            "storage_capacity",
            "incumbent",
            "incumbent_loyalty",
        ),
        CustomerKind.ORGANISATION,
    ),
    Section(
        "work",
        _("Work"),
        ("occupation", "employer", "position", "industry", "best_time_to_call"),
        CustomerKind.INDIVIDUAL,
    ),
    Section(
        "person",
        _("The person"),
        ("interests", "personality", "favourite_sport"),
        CustomerKind.INDIVIDUAL,
    ),
    Section(
        "buying",
        _("Buying"),
        ("products_bought", "annual_consumption", "consumption_unit", "incumbent", "incumbent_loyalty"),
        CustomerKind.INDIVIDUAL,
    ),
    Section("money", _("Money"), ("credit_standing", "bank"), CustomerKind.ORGANISATION),
    Section("money", _("Money"), ("credit_standing", "payment_behaviour", "bank"), CustomerKind.INDIVIDUAL),
    Section(
        "origin",
        _("Where they come from"),
        ("introducer", "introducer_contact", "introducer_colleague", "introducer_note", "territory"),
    ),
)


def sections_of(kind: str) -> tuple[Section, ...]:
    """Return the sections of a card of *kind*."""
    return tuple(section for section in SECTIONS if section.kind in {"", kind})


def fields_of(kind: str) -> tuple[str, ...]:
    """Return the names of the fields of a card of *kind*, in reading order."""
    return tuple(name for section in sections_of(kind) for name in section.fields)


# What a person may write on a card; owner, team, verification and archive have services of their own.
EDITABLE = frozenset({"kind", "custom"}).union(*(section.fields for section in SECTIONS))
CONTACT_FIELDS = (
    "name",
    "roles",
    "title",
    "department",
    "phone",
    "mobile",
    "email",
    "messenger",
    "birthday",
    "interests",
    "personality",
)
ADDRESS_FIELDS = ("kind", *PLACE)
# Any of these on the card, or on one of its contacts, is a way to reach the customer (D1.1).
CARD_REACH = ("phone", "mobile", "email", "messenger", "street", "city", "postcode")
CONTACT_REACH = ("phone", "mobile", "email", "messenger")

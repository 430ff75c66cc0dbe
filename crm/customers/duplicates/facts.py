"""Cards as facts for the pure matching: read from the database in a fixed number of questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from crm.customers.choices import AddressKind
from crm.customers.matching import CardFacts, PlaceFacts
from crm.customers.models import Address, Contact, Customer, PrivateDetails

if TYPE_CHECKING:
    from crm.customers.models.place import Place
    from crm.customers.querysets import CustomerQuerySet

PLACE = ("street", "city", "region", "postcode", "country")
CARD = (
    "kind",
    "name",
    "short_name",
    "brand",
    "phone",
    "mobile",
    "email",
    "website",
    "birth_date",
    "birth_year",
    *PLACE,
)
# Where mail goes or somebody works is not where the customer is: branches share an office, colleagues a firm.
ELSEWHERE = frozenset({AddressKind.MAILING, AddressKind.EMPLOYER})
PERSON = ("customer_id", "name", "phone", "mobile", "email")


def facts_of(
    card: Customer,
    *,
    contacts: Iterable[Contact] = (),
    addresses: Iterable[Address] = (),
    tax_ids: Iterable[str] = (),
) -> CardFacts:
    """Return the facts of a card, stored or not yet, with all its contacts and addresses.

    *tax_ids* are digests of its tax number (`services.private.tax_digest`).
    """
    people = list(contacts)
    phones = [card.phone, card.mobile, *(number for one in people for number in (one.phone, one.mobile))]
    return CardFacts(
        kind=card.kind,
        name=card.name,
        other_names=tuple(filter(None, (card.short_name, card.brand))),
        phones=tuple(filter(None, phones)),
        emails=tuple(filter(None, (card.email, *(one.email for one in people)))),
        website=card.website,
        tax_ids=tuple(tax_ids),
        places=tuple(map(_place, (card, *(one for one in addresses if one.kind not in ELSEWHERE)))),
        birth_date=card.birth_date,
        birth_year=card.birth_year,
        contacts=tuple(one.name for one in people),
    )


def _place(place: Place) -> PlaceFacts:
    return PlaceFacts(place.street, place.city, place.region, place.postcode, place.country)


def load_facts(customers: CustomerQuerySet, *, tax: bool) -> dict[int, CardFacts]:
    """Return the facts of stored cards by primary key, in four questions (three without *tax* numbers)."""
    cards = list(customers.order_by().only(*CARD))
    keys = [card.pk for card in cards]
    people = _by_customer(Contact.objects.filter(customer__in=keys).order_by("pk").only(*PERSON))
    places = _by_customer(
        Address.objects.filter(customer__in=keys).order_by("pk").only("customer_id", "kind", *PLACE)
    )
    taxes: dict[int, str] = {}
    if tax:
        found = PrivateDetails.objects.filter(customer__in=keys).exclude(tax_digest="")
        taxes = dict(found.values_list("customer_id", "tax_digest"))
    return {
        card.pk: facts_of(
            card,
            contacts=people[card.pk],
            addresses=places[card.pk],
            tax_ids=filter(None, [taxes.get(card.pk)]),
        )
        for card in cards
    }


def _by_customer(parts: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for part in parts:
        found[part.customer_id].append(part)
    return found

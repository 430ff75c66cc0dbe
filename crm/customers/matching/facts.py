"""What is known of a customer, as far as it tells customers apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """One address as it was typed; any part may be empty."""

    street: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class CardFacts:
    """One card as it was typed. Cards of different *kind* are never the same customer.

    *other_names* are short name and brand; *phones* and *emails* those of the card and of its contacts;
    *places* where they are, the main address first; *contacts* the contacts' names. *tax_ids* are
    opaque: equal ones belong to equal tax numbers (digests, never the number itself, D7.3).
    """

    kind: str
    name: str
    other_names: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    website: str = ""
    tax_ids: tuple[str, ...] = ()
    places: tuple[PlaceFacts, ...] = ()
    birth_date: date | None = None
    birth_year: int | None = None
    contacts: tuple[str, ...] = ()

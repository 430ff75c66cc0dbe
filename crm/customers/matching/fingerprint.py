"""A card made comparable, once for all its comparisons."""

from __future__ import annotations

from typing import NamedTuple

from crm.customers.matching.facts import CardFacts, PlaceFacts
from crm.customers.matching.vocabulary import PUBLIC_MAIL
from crm.customers.matching.words import (
    Street,
    Words,
    email_address,
    name_words,
    phone_digits,
    postcode_of,
    street_of,
    web_domain,
    words_of,
)

MOST = 12  # of phones, addresses, names: more would make one card slow to compare, not surer


class Place(NamedTuple):
    """An address made comparable."""

    street: Street
    city: str
    region: str
    postcode: str
    country: str

    @property
    def is_empty(self) -> bool:
        return not (self.street.written or self.street.numbers or self.city or self.postcode)


class Birth(NamedTuple):
    """A date of birth as ``YYYYMMDD``, or only its year."""

    day: str
    year: int


class Fingerprint(NamedTuple):
    """What `score.compare` and `keys.match_keys` look at; *names* holds the card's main name first."""

    kind: str
    names: tuple[Words, ...]
    phones: tuple[str, ...]
    emails: frozenset[str]
    domains: frozenset[str]
    tax_ids: frozenset[str]
    places: tuple[Place, ...]
    birth: Birth | None
    contacts: frozenset[Words]

    @classmethod
    def of(cls, facts: CardFacts) -> Fingerprint:
        emails = frozenset(filter(None, map(email_address, facts.emails[:MOST])))
        domains = {address.partition("@")[2] for address in emails} | {web_domain(facts.website)}
        places = (_place(place) for place in facts.places[:MOST])
        names = (name_words(name) for name in (facts.name, *facts.other_names) if name)
        return cls(
            kind=facts.kind,
            names=tuple(dict.fromkeys(filter(None, names))),
            phones=tuple(dict.fromkeys(filter(None, map(phone_digits, facts.phones[:MOST])))),
            emails=emails,
            domains=frozenset(domains - PUBLIC_MAIL - {""}),
            tax_ids=frozenset(facts.tax_ids),
            places=tuple(dict.fromkeys(place for place in places if not place.is_empty)),
            birth=_birth(facts),
            contacts=frozenset(filter(None, map(words_of, facts.contacts[:MOST]))),
        )


def _place(place: PlaceFacts) -> Place:
    return Place(
        street=street_of(place.street),
        city="".join(words_of(place.city)),
        region="".join(words_of(place.region)),
        postcode=postcode_of(place.postcode),
        country="".join(words_of(place.country)),
    )


def _birth(facts: CardFacts) -> Birth | None:
    if facts.birth_date is not None:
        return Birth(facts.birth_date.isoformat().replace("-", ""), facts.birth_date.year)
    return Birth("", facts.birth_year) if facts.birth_year else None

"""Customers for measuring how duplicates are found: real ones, invented ones, and bad copies of both.

Everything is seeded: the same cards every time. Besides pairs that are one customer there are those that only
look like it: branches of a chain, sister firms at one switchboard, families under one roof, namesakes.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

from crm.customers.matching import CardFacts, PlaceFacts

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
SEED = 1_996
Truth = set[tuple[str, str]]
_FORMS = ("LLC", "Inc.", "Incorporated", "Corp", "Corporation", "Ltd.", "Limited", "Co.", "", "")
_STREETS = {
    "STREET": "St.",
    "BLVD": "Boulevard",
    "AVENUE": "Ave",
    "DRIVE": "Dr",
    "ROAD": "Rd.",
    "PLACE": "Pl",
}


@dataclass
class Sample:
    """Cards by a name of their own, and the pairs of names (in order) that are one customer."""

    cards: dict[str, CardFacts] = field(default_factory=dict)
    truth: Truth = field(default_factory=set)

    def add(self, name: str, card: CardFacts, *, same_as: str = "") -> None:
        self.cards[name] = card
        if same_as:
            self.truth.add((min(name, same_as), max(name, same_as)))


def febrl(path: Path = DATA / "duplicates" / "febrl1.csv") -> Sample:
    """Return the people of a FEBRL file as individuals with name, address and date of birth, no number."""
    sample = Sample()
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, skipinitialspace=True):
            street = ", ".join(
                filter(None, [f"{row['street_number']} {row['address_1']}".strip(), row["address_2"]])
            )
            card = CardFacts(
                kind="individual",
                name=f"{row['given_name']} {row['surname']}".strip(),
                places=(PlaceFacts(street, row["suburb"], row["state"], row["postcode"]),),
                birth_date=_day(row["date_of_birth"]),
            )
            name = row["rec_id"]
            sample.cards[name] = card
    for name in sample.cards:
        original = f"{name.rsplit('-dup-', 1)[0]}-org"
        if name != original and original in sample.cards:
            sample.truth.add((min(name, original), max(name, original)))
    return sample


def _day(text: str) -> date | None:
    """Return a date written as 19640131; None for none and for a mistyped one."""
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def businesses(seed: int = SEED) -> Sample:
    """Return the real firms of a city, a bad copy of half of them, and what only looks like a copy."""
    random = Random(seed)
    sample = Sample()
    for number, row in enumerate(_rows(DATA / "businesses")):
        real = CardFacts(
            kind="organisation",
            name=row["BUSINESS_NAME"],
            other_names=tuple(filter(None, [row["DBA_NAME"]])),
            phones=(_phone(random),),
            emails=(f"office{number}@{_letters(random, 8)}.example",) if random.random() < 0.3 else (),
            # The mailing address is not compared: duplicates.facts leaves it out.
            places=(PlaceFacts(row["STREET_ADDRESS"], row["CITY"], "CA", row["ZIP_CODE"]),),
        )
        sample.add(f"{number}", real)
        if number % 2:
            sample.add(f"{number} copy", spoil(real, random), same_as=f"{number}")
        elif number % 6 == 0:
            sample.add(f"{number} branch", _elsewhere(real, random))
        elif number % 6 == 2 and (sister := _sister(real.name)):
            sample.cards[f"{number}"] = replace(real, other_names=())
            sample.add(f"{number} sister", replace(real, name=sister, other_names=()))
        else:
            sample.add(f"{number} neighbour", _neighbour(real, random))
    return sample


def _rows(folder: Path) -> Iterator[dict[str, str]]:
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from csv.DictReader(file)


def households(count: int = 1_000, seed: int = SEED) -> Sample:
    """Return invented people: a bad copy of some, relatives under one roof of others, and namesakes."""
    random = Random(seed)
    world = World(random, towns=40)
    sample = Sample()
    for number in range(count):
        real = world.individual()
        sample.add(f"{number}", real)
        if number % 2:
            sample.add(f"{number} copy", spoil(real, random), same_as=f"{number}")
        elif number % 4 == 0:
            surname = real.name.split()[-1]
            at_home = replace(world.individual(), name=f"{world.given()} {surname}", places=real.places)
            sample.add(f"{number} relative", replace(at_home, phones=real.phones))
        else:
            sample.add(f"{number} namesake", replace(world.individual(), name=real.name))
    return sample


def _elsewhere(card: CardFacts, random: Random) -> CardFacts:
    places = (_other_place(card.places[0], random), *card.places[1:])
    return replace(card, places=places, phones=(_phone(random),), emails=())


def _neighbour(card: CardFacts, random: Random) -> CardFacts:
    name = f"{_letters(random, 7)} {_letters(random, 6)} LLC".title()
    return replace(card, name=name, other_names=(), phones=(_phone(random),), emails=())


def _sister(name: str) -> str:
    """Another firm of the group: the same word, and one of its own; empty for a name of one word."""
    words = [word for word in name.split() if len(word) > 3]
    return f"{words[0]} Holding" if len(words) > 1 else ""


def spoil(card: CardFacts, random: Random) -> CardFacts:
    """Return *card* as somebody else would have typed it: two or three of its facts are not as they were."""
    tricks = [_mistype_name, _swap_words, _new_form, _new_phone, _rewrite_street, _mistype_town, _move]
    weights = [5, 2, 4, 3, 4, 3, 1]
    for trick in dict.fromkeys(random.choices(tricks, weights, k=3)):
        card = trick(card, random)
    return _rewrite_phone(card, random)


def _mistype_name(card: CardFacts, random: Random) -> CardFacts:
    return replace(card, name=_typo(card.name, random))


def _typo(text: str, random: Random) -> str:
    """One letter wrong, missing, doubled, or swapped with its neighbour; of no text none."""
    if not text:
        return text
    at = random.randrange(len(text))
    letter = random.choice("aeinrst")
    edits = [text[at] * 2, "", letter, text[at + 1 : at + 2] + text[at]]
    edit = random.choice(edits)
    return text[:at] + edit + text[at + (2 if edit == edits[3] and len(edit) == 2 else 1) :]


def _swap_words(card: CardFacts, random: Random) -> CardFacts:
    words = card.name.split()
    return replace(card, name=" ".join([*words[1:], words[0]]).upper())


def _new_form(card: CardFacts, random: Random) -> CardFacts:
    """Another legal form, other capitals; of people the middle of the name."""
    words = [word for word in card.name.replace("&", "and").split() if word not in _FORMS]
    if card.kind == "individual":
        return replace(card, name=" ".join(words).upper())
    return replace(card, name=" ".join([*words, random.choice(_FORMS)]).strip().title(), other_names=())


def _new_phone(card: CardFacts, random: Random) -> CardFacts:
    return replace(card, phones=(_phone(random),) if random.random() < 0.5 else ())


def _rewrite_phone(card: CardFacts, random: Random) -> CardFacts:
    numbers = []
    for phone in card.phones:
        tail = phone.removeprefix("+1 ").replace(" ", "-")
        forms = (tail, f"({tail[:3]}) {tail[4:]}", f"001{tail.replace('-', '')}", f"{phone} ext. 12")
        numbers.append(random.choice(forms))
    return replace(card, phones=tuple(numbers))


def _rewrite_street(card: CardFacts, random: Random) -> CardFacts:
    def rewrite(place: PlaceFacts) -> PlaceFacts:
        words = [_STREETS.get(word.upper(), word) for word in place.street.split()]
        words = [word.replace("#", "Suite ") for word in words]
        return replace(place, street=" ".join(words).title(), postcode=place.postcode[:5])

    return replace(card, places=tuple(map(rewrite, card.places)))


def _mistype_town(card: CardFacts, random: Random) -> CardFacts:
    def mistype(place: PlaceFacts) -> PlaceFacts:
        return replace(place, city=_typo(place.city, random), street=_typo(place.street, random))

    return replace(card, places=tuple(map(mistype, card.places)))


def _move(card: CardFacts, random: Random) -> CardFacts:
    return replace(card, places=(_other_place(card.places[0], random), *card.places[1:]))


def _other_place(place: PlaceFacts, random: Random) -> PlaceFacts:
    return replace(place, street=f"{random.randint(1, 9_999)} {_letters(random, 8).title()} STREET")


def _phone(random: Random) -> str:
    return f"+1 {random.randint(200, 989)} {random.randint(200, 999)} {random.randint(0, 9_999):04}"


def _letters(random: Random, most: int) -> str:
    """A word that can be spoken."""
    count = random.randint(2, max(2, most // 2))
    return "".join(random.choice("bcdfghklmnprstvwz") + random.choice("aeiou") for _ in range(count))


class World:
    """Invented towns, streets and names. Some names are borne by many, most by few, as in life."""

    def __init__(self, random: Random, *, towns: int = 2_000) -> None:
        self.random = random
        self.towns = [
            (_letters(random, 9).title(), f"{random.randint(10_000, 99_999)}") for _ in range(towns)
        ]
        self.streets = self._words(4_000)
        self.surnames, self.givens, self.trades = self._words(20_000), self._words(2_000), self._words(800)
        self._weights: dict[int, list[float]] = {}

    def _words(self, count: int) -> list[str]:
        return [_letters(self.random, 10).title() for _ in range(count)]

    def _one_of(self, words: list[Any]) -> Any:
        """Draw the n-th of the words once where the first is drawn n times."""
        count = len(words)
        if count not in self._weights:
            self._weights[count] = list(accumulate(1 / (rank + 10) for rank in range(count)))
        return self.random.choices(words, cum_weights=self._weights[count])[0]

    def given(self) -> str:
        return str(self._one_of(self.givens))

    def _place(self) -> PlaceFacts:
        city, postcode = self._one_of(self.towns)
        street = f"{self.random.randint(1, 200)} {self._one_of(self.streets)} Street"
        return PlaceFacts(street, city, "", postcode)

    def individual(self) -> CardFacts:
        born = date(1940, 1, 1) + timedelta(days=self.random.randrange(24_000))
        return CardFacts(
            kind="individual",
            name=f"{self.given()} {self._one_of(self.surnames)}",
            phones=(_phone(self.random),),
            places=(self._place(),),
            birth_date=born if self.random.random() < 0.5 else None,
        )

    def organisation(self) -> CardFacts:
        name = f"{self._one_of(self.surnames)} {self._one_of(self.trades)} {self.random.choice(_FORMS)}"
        mail = f"info@{_letters(self.random, 12)}.example"
        return CardFacts(
            kind="organisation",
            name=name.strip(),
            phones=(_phone(self.random),),
            emails=(mail,) if self.random.random() < 0.6 else (),
            places=(self._place(),),
        )

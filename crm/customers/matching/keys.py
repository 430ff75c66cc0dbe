"""Which cards are worth comparing: those that share a key.

A card has some twenty keys, each made of facts that two cards of one customer are likely to share
however they were typed: a phone number, an e-mail address, a word of the name as it sounds together
with the town. No key stands alone: what one typo spoils, another key finds.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from itertools import islice

from crm.customers.matching.facts import CardFacts
from crm.customers.matching.fingerprint import Fingerprint, Place
from crm.customers.matching.words import Words

PHONE_DIGITS = 7  # the end of a number, the same with and without country code
NAME_WORDS = 4  # of each name, the longest
PREFIX = 3
MOST_KEYS = 80
_SOUNDS = {
    letter: sound
    for sound, letters in enumerate(("bfpv", "cgjkqsxz", "dt", "l", "mn", "r"), start=1)
    for letter in letters
}


def match_keys(facts: CardFacts | Fingerprint) -> frozenset[int]:
    """Return the keys of a card, numbers of 63 bits: the same ones in every process and database."""
    card = facts if isinstance(facts, Fingerprint) else Fingerprint.of(facts)
    return frozenset(_hashed(f"{card.kind}|{text}") for text in islice(_texts(card), MOST_KEYS))


def _hashed(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") >> 1


def _texts(card: Fingerprint) -> Iterator[str]:
    yield from (f"tax|{one}" for one in sorted(card.tax_ids))
    yield from (f"email|{one}" for one in sorted(card.emails))
    yield from (f"phone|{one[-PHONE_DIGITS:]}" for one in card.phones)
    for name in card.names:
        yield from _of_name(name)
    if card.names:
        yield from _of_birth(card)
    for place in card.places:
        for name in card.names:
            yield from _of_name_and_place(name, place)
        yield from _of_street(place)


def _of_name(name: Words) -> Iterator[str]:
    """The whole name in any order, as written and as it sounds."""
    yield f"name|{'|'.join(sorted(name))}"
    yield f"joined|{''.join(name)}"
    if len(name) > 1:
        yield f"sounds|{'|'.join(sorted(map(sound, name)))}"


def _of_birth(card: Fingerprint) -> Iterator[str]:
    if card.birth and card.birth.day:
        yield from (f"born|{card.birth.day}|{initial}" for initial in sorted({w[0] for w in card.names[0]}))


def _of_name_and_place(name: Words, place: Place) -> Iterator[str]:
    for word in main_words(name):
        if place.postcode:
            yield f"sound+postcode|{sound(word)}|{place.postcode}"
        if place.city:
            yield f"start+city|{word[:PREFIX]}|{sound(place.city)}"


def _of_street(place: Place) -> Iterator[str]:
    town = place.postcode or (sound(place.city) if place.city else "")
    for word in main_words(place.street.name)[:1] if town else ():
        yield from (f"street|{number}|{sound(word)}|{town}" for number in sorted(place.street.numbers)[:2])


def main_words(words: Words) -> Words:
    """Return the longest words, most of them first."""
    return tuple(sorted(dict.fromkeys(words), key=lambda word: (-len(word), word))[:NAME_WORDS])


def sound(word: str) -> str:
    """Return how a word in Latin letters begins and which consonants follow; another as it is.

    >>> sound("schmidt"), sound("shmitt"), sound("北京石油")
    ('s53', 's53', '北京石油')
    """
    if not word.isascii() or not word[0].isalpha():
        return word
    code: list[str] = []
    for letter in word:
        number = str(_SOUNDS.get(letter, ""))
        if number and (not code or code[-1] != number):
            code.append(number)
    head = str(_SOUNDS.get(word[0], ""))
    tail = code[1:] if head else code
    return word[0] + "".join(tail)[:PREFIX]

"""How alike two addresses are: the street with its numbers, and where it is."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from itertools import product
from typing import NamedTuple

from rapidfuzz.distance import OSA

from crm.customers.matching.fingerprint import Place
from crm.customers.matching.words import Street, Words

SAME_STREET = 0.8  # of the names of two streets
SAME_WRITTEN = 0.9  # of two address lines
SAME_CITY = 0.75
SHORTEST_STREET = 5  # letters that two addresses must share when one of them says more


class StreetLikeness(StrEnum):
    SAME = "same"  # with its number
    NO_NUMBER = "no_number"  # one of them leaves the number out
    OTHER_NUMBER = "other_number"
    ONLY_NUMBER = "only_number"  # an estate or building instead of the street, or no street at all
    OTHER = "other"
    UNKNOWN = "unknown"


class TownLikeness(StrEnum):
    SAME = "same"
    ALIKE = "alike"  # the name of the town or the postcode, the other is unlike
    OTHER = "other"
    UNKNOWN = "unknown"


class PlaceMatch(NamedTuple):
    """How two addresses stand to each other."""

    street: StreetLikeness
    town: TownLikeness


NOWHERE = PlaceMatch(StreetLikeness.UNKNOWN, TownLikeness.UNKNOWN)
_STREETS = (
    StreetLikeness.SAME,
    StreetLikeness.NO_NUMBER,
    StreetLikeness.OTHER_NUMBER,
    StreetLikeness.ONLY_NUMBER,
    StreetLikeness.UNKNOWN,
    StreetLikeness.OTHER,
)
_TOWNS = (TownLikeness.SAME, TownLikeness.ALIKE, TownLikeness.UNKNOWN, TownLikeness.OTHER)
# From the best to the worst: a street is worth something only in its town.
_ORDER = {
    PlaceMatch(street, town): rank
    for rank, (street, town) in enumerate(
        sorted(
            product(_STREETS, _TOWNS), key=lambda pair: _STREETS.index(pair[0]) + 2 * _TOWNS.index(pair[1])
        )
    )
}


def best_place_match(ones: Sequence[Place], others: Sequence[Place]) -> PlaceMatch:
    """Return the best match between the main address (the first) of either card and any of the other's.

    Two further addresses that agree tell nothing: branches are served from one warehouse.
    """
    pairs = {*product(ones[:1], others), *product(ones, others[:1])}
    matches = (match_places(one, other) for one, other in pairs)
    return min(matches, key=lambda match: _ORDER[match], default=NOWHERE)


def match_places(one: Place, other: Place) -> PlaceMatch:
    """Compare two addresses."""
    town = _match_towns(one, other)
    near = town in (TownLikeness.SAME, TownLikeness.ALIKE)
    return PlaceMatch(_match_streets(one.street, other.street, near=near), town)


def _match_streets(one: Street, other: Street, *, near: bool) -> StreetLikeness:
    """Compare two streets; in one town (*near*) even a number alone tells something."""
    number_agrees = bool(one.numbers & other.numbers)
    both_named = bool(one.written and other.written)
    if not (both_named and _alike(one, other)):
        if number_agrees and near:
            return StreetLikeness.ONLY_NUMBER
        return StreetLikeness.OTHER if both_named else StreetLikeness.UNKNOWN
    if number_agrees or not (one.numbers or other.numbers):
        return StreetLikeness.SAME
    return StreetLikeness.OTHER_NUMBER if one.numbers and other.numbers else StreetLikeness.NO_NUMBER


def _alike(one: Street, other: Street) -> bool:
    """Whether two streets are the same but for typos, blanks, and what only one of them adds.

    Words such as "street" agree by chance: they count only where blanks are misplaced, or where there is
    no other word ("N Street").
    """
    if not (one.name and other.name):
        return one.written == other.written
    return (
        _whole(one.written, other.written) >= SAME_WRITTEN
        or _whole(one.name, other.name) >= SAME_STREET
        or _shared(one.name, other.name) >= SAME_STREET
    )


def _whole(one: Words, other: Words) -> float:
    """How alike words are without their blanks."""
    return OSA.normalized_similarity("".join(one), "".join(other))


def _shared(one: Words, other: Words) -> float:
    """How much of the shorter street the longer one holds, in whatever order.

    The rest of a longer one is a building, an estate, a quarter.
    """
    short, long = sorted((one, other), key=lambda words: (sum(map(len, words)), words))
    length = sum(map(len, short))
    if length < SHORTEST_STREET:
        return 0.0
    best = (len(word) * max(OSA.normalized_similarity(word, found) for found in long) for word in short)
    return sum(best) / length


def _match_towns(one: Place, other: Place) -> TownLikeness:
    if one.country and other.country and not _similar(one.country, other.country):
        return TownLikeness.OTHER
    verdicts = []
    if one.city and other.city:
        verdicts.append(_similar(one.city, other.city))
    if one.postcode and other.postcode:
        verdicts.append(OSA.distance(one.postcode, other.postcode) <= 1)
    if not verdicts:
        return TownLikeness.UNKNOWN
    if all(verdicts):
        return TownLikeness.SAME
    return TownLikeness.ALIKE if any(verdicts) else TownLikeness.OTHER


def _similar(one: str, other: str) -> bool:
    return OSA.normalized_similarity(one, other) >= SAME_CITY or (
        min(len(one), len(other)) >= 4 and (one.startswith(other) or other.startswith(one))
    )

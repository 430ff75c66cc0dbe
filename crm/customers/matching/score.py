"""Whether two cards are the same customer: points for and against, added up (0 to 100), each explained.

The points weigh as odds do: a second fact that agrees adds to the first, one that contradicts takes away.
A name alone reaches half of the scale, since others bear it too; a name and one more fact that few
share – phone, e-mail, street and number – reach the end of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rapidfuzz.distance import OSA

from crm.customers.matching.fingerprint import Birth, Fingerprint
from crm.customers.matching.names import Likeness, NameMatch, best_name_match
from crm.customers.matching.places import StreetLikeness, TownLikeness, best_place_match
from crm.customers.matching.words import same_phone

MOST = 100
# Two who live or work together share everything but their names: never sure without a tax number or
# a date of birth.
UNSURE = 65

NAME_POINTS = {
    Likeness.SAME: 50,
    Likeness.ALIKE: 50,  # less what differs
    Likeness.PART: 30,
    Likeness.MIXED: 5,
    Likeness.OTHER: -15,
}
TYPO_COST = 40  # for a name that is all unlike; a letter in ten costs 4
STREET_POINTS = {
    StreetLikeness.SAME: 35,
    StreetLikeness.NO_NUMBER: 25,
    StreetLikeness.OTHER_NUMBER: 12,
    StreetLikeness.ONLY_NUMBER: 10,
    StreetLikeness.OTHER: -10,
}
TOWN_POINTS = {TownLikeness.SAME: 15, TownLikeness.ALIKE: 8, TownLikeness.OTHER: -10}
STREET_ELSEWHERE = 10  # the same street in another town: every town has a Main Street
PHONE, OTHER_PHONE = 50, -10
EMAIL, OTHER_EMAIL = 50, -5
TAX, OTHER_TAX = 60, -25
DOMAIN = 15
CONTACT = 10
BIRTH_DAY, BIRTH_DAY_TYPO, BIRTH_YEAR, OTHER_BIRTH = 40, 25, 5, -20


class Reason(NamedTuple):
    """Why a score is what it is: *code* says what was compared and how it came out, *percent* how alike."""

    code: str
    points: int
    percent: int = 100


class Match(NamedTuple):
    """The score of two cards, 0 to 100, and its reasons, the weightiest first."""

    score: int
    reasons: tuple[Reason, ...]


def compare(one: Fingerprint, other: Fingerprint) -> Match:
    """Return how surely two cards are the same customer; the order of the two does not matter.

    Cards of different kinds, and cards without a name, score 0.
    """
    if one.kind != other.kind or not (one.names and other.names):
        return Match(0, ())
    name = best_name_match(one.names, other.names)
    reasons = [
        _name(name),
        *_tax(one, other),
        *_birth(one.birth, other.birth),
        *_reach(one, other),
        *_place(one, other),
    ]
    total = sum(reason.points for reason in reasons)
    if name.likeness in (Likeness.MIXED, Likeness.OTHER) and not _proven(reasons):
        total = min(total, UNSURE)
    reasons.sort(key=lambda reason: (-abs(reason.points), reason.code))
    return Match(max(0, min(MOST, total)), tuple(reason for reason in reasons if reason.points))


def _proven(reasons: list[Reason]) -> bool:
    return any(reason.code in ("tax.same", "birth.same", "birth.alike") for reason in reasons)


def _name(match: NameMatch) -> Reason:
    points = NAME_POINTS[match.likeness]
    if match.likeness in (Likeness.ALIKE, Likeness.PART):
        points -= round((1 - match.similarity) * TYPO_COST)
    return Reason(f"name.{match.likeness}", points, round(match.similarity * 100))


def _tax(one: Fingerprint, other: Fingerprint) -> Iterator[Reason]:
    if one.tax_ids and other.tax_ids:
        yield Reason("tax.same", TAX) if one.tax_ids & other.tax_ids else Reason("tax.other", OTHER_TAX)


def _birth(one: Birth | None, other: Birth | None) -> Iterator[Reason]:
    if one is None or other is None:
        return
    if one.day and other.day:
        if one.day == other.day:
            yield Reason("birth.same", BIRTH_DAY)
        elif _mistyped(one.day, other.day):
            yield Reason("birth.alike", BIRTH_DAY_TYPO)
        else:
            yield Reason("birth.other", OTHER_BIRTH)
    elif one.year == other.year:
        yield Reason("birth.year", BIRTH_YEAR)
    else:
        yield Reason("birth.other", OTHER_BIRTH)


def _mistyped(one: str, other: str) -> bool:
    """Whether two dates ``YYYYMMDD`` differ in one digit, two neighbours, or by day and month swapped."""
    return OSA.distance(one, other) <= 1 or one == other[:4] + other[6:] + other[4:6]


def _reach(one: Fingerprint, other: Fingerprint) -> Iterator[Reason]:
    if one.phones and other.phones:
        same = any(same_phone(a, b) for a in one.phones for b in other.phones)
        yield Reason("phone.same", PHONE) if same else Reason("phone.other", OTHER_PHONE)
    same_email = bool(one.emails & other.emails)
    if one.emails and other.emails:
        yield Reason("email.same", EMAIL) if same_email else Reason("email.other", OTHER_EMAIL)
    if one.domains & other.domains and not same_email:
        yield Reason("domain.same", DOMAIN)
    if one.contacts & other.contacts:
        yield Reason("contact.same", CONTACT)


def _place(one: Fingerprint, other: Fingerprint) -> Iterator[Reason]:
    match = best_place_match(one.places, other.places)
    if match.town in TOWN_POINTS:
        yield Reason(f"town.{match.town}", TOWN_POINTS[match.town])
    if match.street in STREET_POINTS:
        points = STREET_POINTS[match.street]
        if match.town is TownLikeness.OTHER:
            points = min(points, STREET_ELSEWHERE)
        yield Reason(f"street.{match.street}", points)

"""The people of the demo company."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from random import Random

from crm.demo.names import FIRST_NAMES, SURNAMES
from crm.demo.towns import OFFICES, Office

REPS_PER_TEAM = 4
DOMAIN = "demo.example"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who logs in; *manager* and *number* are personnel numbers, the base is where they live."""

    number: str
    name: str
    email: str
    role: str
    team: str
    manager: str
    town: str
    latitude: float
    longitude: float


def slug(name: str) -> str:
    """Return *name* as the part of an address before the @."""
    plain = name.lower().replace("ß", "ss").replace("ı", "i")
    for umlaut, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue")):
        plain = plain.replace(umlaut, letters)
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return ".".join("".join(char if char.isalnum() else " " for char in plain).split())


def mate_of(number: str) -> str:
    """Return the personnel number of another rep of the same team."""
    return f"{number[:-1]}{int(number[-1]) % REPS_PER_TEAM + 1}"


def near(random: Random, latitude: float, longitude: float, km: float) -> tuple[float, float]:
    """Return a point scattered around another; two thirds lie within *km* kilometres."""
    return (
        round(latitude + random.gauss(0, km / 111.2), 5),
        round(longitude + random.gauss(0, km / 68.4), 5),
    )


def people(random: Random) -> list[Person]:
    """Return admin, regional manager, and each team's manager and reps, leaders first."""
    names = random.sample([f"{first} {last}" for first in FIRST_NAMES for last in SURNAMES[:40]], 30)
    company = OFFICES[0]
    found = [
        _person(random, "100", "Ruth Ostermann", "admin", "Company", "", company, "admin"),
        _person(random, "101", "Georg Lindemann", "regional", "Westphalia", "100", company, "regional"),
    ]
    for position, office in enumerate(OFFICES):
        first = position == 0
        number = f"{position + 2}00"
        name = "Katrin Averbeck" if first else names.pop()
        found.append(
            _person(random, number, name, "manager", office.team, "101", office, "manager" if first else "")
        )
        for rep in range(REPS_PER_TEAM):
            own = first and rep == 0
            name = "Jan Hölscher" if own else names.pop()
            found.append(
                _person(
                    random,
                    f"{position + 2}{rep + 1:02}",
                    name,
                    "rep",
                    office.team,
                    number,
                    office,
                    "rep" if own else "",
                )
            )
    return found


def _person(
    random: Random, number: str, name: str, role: str, team: str, manager: str, office: Office, login: str
) -> Person:
    town = office.town if role != "rep" else random.choice(office.towns)
    latitude, longitude = near(random, town.latitude, town.longitude, 1.5)
    email = f"{login or slug(name)}@{DOMAIN}"
    return Person(number, name, email, role, team, manager, town.name, latitude, longitude)

"""The customers of the demo company."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from crm.demo.names import FIRST_NAMES, INTERESTS, PERSONALITIES, RIVALS, SURNAMES, TITLES, TRADES, Trade
from crm.demo.people import Person, near, slug
from crm.demo.towns import OFFICES, STREETS, Office, Town

# Who does what at a firm, by how many people we know there: one alone is everything.
ROLES: dict[int, tuple[tuple[str, ...], ...]] = {
    1: (("principal", "handling", "decision_maker"),),
    2: (("handling",), ("principal", "decision_maker")),
    3: (("handling",), ("principal",), ("decision_maker",)),
    4: (("handling",), ("principal",), ("decision_maker",), ()),
}


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody at a firm."""

    name: str
    roles: tuple[str, ...]
    title: str
    phone: str
    email: str
    birthday: date | None
    interests: str
    personality: str


@dataclass(frozen=True, slots=True)
class Firm:
    """One account-to-be: its card, and how it buys.

    *size* scales its orders, *interval* is the mean number of days between them, *growth* the change in a
    year as a factor, *opened* and *lapsed* the first and last days on which it buys.
    """

    number: str
    name: str
    short_name: str
    trade: Trade
    town: Town
    street: str
    latitude: float | None
    longitude: float | None
    phone: str
    email: str
    owner: str
    colleagues: tuple[Colleague, ...]
    facts: dict[str, object] = field(default_factory=dict)
    verified_on: date | None = None
    size: float = 1.0
    interval: float = 30.0
    growth: float = 1.0
    opened: date = date.min
    lapsed: date = date.max


def firms(random: Random, people: list[Person], count: int, today: date) -> list[Firm]:
    """Return *count* firms, spread over the teams and there over the nearest reps."""
    names = names_of(random, count)
    found = []
    for position in range(count):
        office = OFFICES[position % len(OFFICES)]
        reps = [person for person in people if person.role == "rep" and person.team == office.team]
        trade, name = names[position]
        found.append(make_firm(random, f"K{10001 + position}", name, trade, office, reps, today))
    return found


def names_of(random: Random, count: int, others: Iterable[Firm] = ()) -> list[tuple[Trade, str]]:
    """Return *count* different names with their trades, none of them that of *others*."""
    weights = [trade.share for trade in TRADES]
    taken: dict[str, Trade] = {firm.name: firm.trade for firm in others}
    known = len(taken)
    while len(taken) < known + count:
        trade = random.choices(TRADES, weights)[0]
        surname = random.choice(SURNAMES)
        if len(taken) > 2500:
            surname = f"{random.choice(FIRST_NAMES)} {surname}"
        if len(taken) > 60_000:
            surname = f"{surname} & {random.choice(SURNAMES)}"
        taken.setdefault(random.choice(trade.patterns).format(n=surname), trade)
    return [(trade, name) for name, trade in taken.items()][known:]


def make_firm(
    random: Random, number: str, name: str, trade: Trade, office: Office, reps: list[Person], today: date
) -> Firm:
    """Return a firm in the region of *office*, of one of *reps*."""
    town = random.choices(office.towns, [town.weight for town in office.towns])[0]
    point: tuple[float | None, float | None] = near(
        random, town.latitude, town.longitude, 1.2 + town.weight / 6
    )
    owner = _owner(random, town, reps)
    if random.random() < 0.03:
        point = (None, None)
    domain = f"{slug(name).replace('.', '-')[:40]}.example"
    size = random.lognormvariate(0, 0.9) * trade.size
    return Firm(
        number=number,
        name=name,
        short_name=name.split(" GmbH")[0][:40],
        trade=trade,
        town=town,
        street=f"{random.choice(STREETS)} {random.randint(1, 180)}",
        latitude=point[0],
        longitude=point[1],
        phone=f"+49 {random.choice((251, 541, 521, 2581, 5241, 5221))} {random.randint(20000, 999999)}",
        email=f"info@{domain}" if random.random() < 0.85 else "",
        owner=owner.number,
        colleagues=_colleagues(random, domain, today),
        facts=_facts(random, trade, size, today),
        verified_on=today - timedelta(days=random.randint(5, 560)) if random.random() < 0.9 else None,
        size=size,
        interval=min(150.0, max(6.0, 38 / math.sqrt(size) * random.lognormvariate(0, 0.35))),
        growth=random.lognormvariate(0.02, 0.18),
        opened=_opened(random, today),
        lapsed=today - timedelta(days=random.randint(40, 400)) if random.random() < 0.09 else date.max,
    )


def _owner(random: Random, town: Town, reps: list[Person]) -> Person:
    """The rep who lives nearest mostly visits a town; now and then another one does."""
    by_distance = sorted(
        reps,
        key=lambda rep: math.hypot(
            (rep.latitude - town.latitude) * 111, (rep.longitude - town.longitude) * 68
        ),
    )
    if town.weight > 8:
        return random.choice(reps)
    return random.choices(by_distance, [8, 3, 1, 1][: len(reps)])[0]


def _opened(random: Random, today: date) -> date:
    if random.random() < 0.05:
        return today - timedelta(days=random.randint(10, 85))
    if random.random() < 0.2:
        return today - timedelta(days=random.randint(90, 700))
    return today - timedelta(days=random.randint(731, 4200))


def _colleagues(random: Random, domain: str, today: date) -> tuple[Colleague, ...]:
    count = random.choices((1, 2, 3, 4), (4, 5, 3, 1))[0]
    found = [_colleague(random, roles, domain, today) for roles in ROLES[count]]
    return tuple({colleague.name: colleague for colleague in reversed(found)}.values())[::-1]


def _colleague(random: Random, roles: tuple[str, ...], domain: str, today: date) -> Colleague:
    name = f"{random.choice(FIRST_NAMES)} {random.choice(SURNAMES)}"
    clerk, anybody = random.choice(TITLES[2:]), random.choice(TITLES)
    title = clerk if "handling" in roles else anybody
    if "principal" in roles:
        title = "Managing director"
    birthday = None
    if random.random() < 0.6:
        birthday = date(today.year - random.randint(24, 66), 1, 1) + timedelta(days=random.randint(0, 364))
    return Colleague(
        name=name,
        roles=roles,
        title=title,
        phone=f"+49 17{random.randint(0, 9)} {random.randint(1000000, 9999999)}",
        email=f"{slug(name)}@{domain}" if random.random() < 0.8 else "",
        birthday=birthday,
        interests=random.choice(INTERESTS) if random.random() < 0.4 else "",
        personality=random.choice(PERSONALITIES) if random.random() < 0.4 else "",
    )


def _facts(random: Random, trade: Trade, size: float, today: date) -> dict[str, object]:
    """The further rows of the card; a real file has gaps, so each is there only mostly."""
    turnover = int(size * 420_000 * random.uniform(0.7, 1.5)) // 1000 * 1000
    everything: dict[str, object] = {
        "annual_turnover": Decimal(turnover),
        "employees": max(1, int(turnover / random.uniform(90_000, 180_000))),
        "registered_capital": Decimal(random.choice((25_000, 25_000, 50_000, 100_000))),
        "products_bought": ", ".join(trade.families[:2]),
        "annual_consumption": Decimal(int(size * 24) + 2),
        "consumption_unit": "m³" if trade.families[0] in ("Diesel", "Heating oil") else "drums",
        "delivery_method": random.choice(("tanker, own pump", "tanker", "pallet by carrier", "collected")),
        "has_storage": random.random() < 0.7,
        "storage_capacity": f"{random.choice((2, 5, 10, 20, 30, 50))} m³",
        "incumbent": random.choice(RIVALS),
        "incumbent_loyalty": random.choice(("low", "high")),
        "credit_standing": random.choice(("good", "good", "sound", "pays late, but pays")),
        "handling_department": random.choice(("Purchasing", "Fleet", "Workshop", "Management")),
        "custom.fleet_size": max(1, int(size * 6)) if trade.families[0] == "Diesel" else "",
        "custom.tank_inspected": today - timedelta(days=random.randint(20, 1800)),
    }
    return {name: value for name, value in everything.items() if random.random() < 0.72}

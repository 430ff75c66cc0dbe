"""Two years of orders and returns, with season, growth and lapses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from crm.demo.catalogue import Item
from crm.demo.firms import Firm

MONTHS_SHOWN = 24
DAYS_SHOWN = 730


@dataclass(frozen=True, slots=True)
class Line:
    product: str
    quantity: Decimal
    price: Decimal
    discount: Decimal


@dataclass(frozen=True, slots=True)
class Purchase:
    """An order, or with negative quantities goods brought back."""

    number: str
    firm: str
    rep: str
    day: date
    lines: tuple[Line, ...]


def purchases(random: Random, firms: list[Firm], catalogue: list[Item], today: date) -> list[Purchase]:
    """Return everything the firms bought and returned, by date, numbered in that order."""
    unnumbered = [purchase for firm in firms for purchase in _of_firm(random, firm, catalogue, today)]
    unnumbered.sort(key=lambda purchase: (purchase.day, purchase.firm))
    counts: dict[int, int] = {}
    numbered = []
    for purchase in unnumbered:
        counts[purchase.day.year] = counts.get(purchase.day.year, 0) + 1
        letter = "R" if purchase.lines[0].quantity < 0 else "A"
        number = f"{letter}{purchase.day.year % 100:02}-{counts[purchase.day.year]:05}"
        numbered.append(Purchase(number, purchase.firm, purchase.rep, purchase.day, purchase.lines))
    return numbered


def _of_firm(random: Random, firm: Firm, catalogue: list[Item], today: date) -> Iterator[Purchase]:
    basket = [item for item in catalogue if item.family in firm.trade.families]
    favourites = random.sample(basket, min(len(basket), 2 + int(firm.size > 1) + random.randint(0, 2)))
    day = max(firm.opened, today - timedelta(days=DAYS_SHOWN)) + timedelta(
        days=random.randint(0, int(firm.interval))
    )
    while day <= min(today - timedelta(days=1), firm.lapsed):
        worked = _working_day(day)
        if worked < today:
            lines = _lines(random, firm, favourites, worked, today)
            yield Purchase("", firm.number, firm.owner, worked, lines)
            if random.random() < 0.02:
                yield _return(random, firm, lines, worked, today)
        pace = 0.75 if day.month in firm.trade.season else 1.1
        day += timedelta(days=max(2, round(firm.interval * pace * random.lognormvariate(0, 0.3))))


def _working_day(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > 4 else day


def _lines(random: Random, firm: Firm, favourites: list[Item], day: date, today: date) -> tuple[Line, ...]:
    years = (day - today).days / 365
    scale = firm.size * firm.growth**years * (1.5 if day.month in firm.trade.season else 1.0)
    count = min(len(favourites), random.choices((1, 2, 3), (5, 4, 1))[0])
    discount = Decimal(random.choices(("0", "0.02", "0.03", "0.05", "0.08"), (10, 3, 3, 2, 1))[0])
    lines = []
    for item in random.sample(favourites, count):
        quantity = max(1, round(item.usual * scale * random.uniform(0.6, 1.4)))
        if item.usual >= 100:
            quantity = max(50, quantity // 50 * 50)
        # Prices of fuels move by some per cent within a year.
        drift = Decimal(str(round(1 + 0.06 * random.uniform(-1, 1) + 0.03 * years, 4)))
        lines.append(
            Line(item.number, Decimal(quantity), (item.price * drift).quantize(Decimal("0.0001")), discount)
        )
    return tuple(lines)


def _return(random: Random, firm: Firm, lines: tuple[Line, ...], day: date, today: date) -> Purchase:
    first = lines[0]
    back = max(
        Decimal(1), (first.quantity * Decimal(random.choice(("0.1", "0.25", "1")))).quantize(Decimal(1))
    )
    returned = min(_working_day(day + timedelta(days=random.randint(3, 12))), today - timedelta(days=1))
    return Purchase(
        "", firm.number, firm.owner, returned, (Line(first.product, -back, first.price, first.discount),)
    )

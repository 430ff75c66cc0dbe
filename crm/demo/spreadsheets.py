"""The demo company as spreadsheets, the way a new user would bring their own."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from crm.demo.catalogue import Item
from crm.demo.firms import Firm
from crm.demo.people import Person
from crm.demo.trade import Purchase

Rows = Iterable[dict[str, Any]]


def write(path: Path, rows: Rows) -> Path:
    """Write *rows* to a CSV file whose columns are all the keys that occur."""
    rows = list(rows)
    columns = list(dict.fromkeys(key for row in rows for key in row))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def users(people: list[Person]) -> Iterator[dict[str, Any]]:
    for person in people:
        yield {
            "number": person.number,
            "name": person.name,
            "email": person.email,
            "role": person.role,
            "manager": person.manager,
            "team": person.team,
        }


def customers(firms: list[Firm]) -> Iterator[dict[str, Any]]:
    for firm in firms:
        yield {
            "number": firm.number,
            "kind": "organisation",
            "name": firm.name,
            "short_name": firm.short_name,
            "street": firm.street,
            "city": firm.town.name,
            "postcode": firm.town.postcode,
            "country": "Germany",
            "latitude": _plain(firm.latitude),
            "longitude": _plain(firm.longitude),
            "phone": firm.phone,
            "email": firm.email,
            "industry": firm.trade.industry,
            "owner": firm.owner,
            "verified_on": firm.verified_on or "",
            **{name: _plain(value) for name, value in firm.facts.items()},
        }


def contacts(firms: list[Firm]) -> Iterator[dict[str, Any]]:
    for firm in firms:
        for colleague in firm.colleagues:
            yield {
                "customer": firm.number,
                "name": colleague.name,
                "role": ", ".join(colleague.roles) or "other",
                "title": colleague.title,
                "phone": colleague.phone,
                "email": colleague.email,
                "birthday": colleague.birthday or "",
                "interests": colleague.interests,
                "personality": colleague.personality,
            }


def products(catalogue: list[Item]) -> Iterator[dict[str, Any]]:
    for item in catalogue:
        yield {
            "number": item.number,
            "name": item.name,
            "family": item.family,
            "unit": item.unit,
            "price": item.price,
            "cost": item.cost,
        }


def orders(purchases: list[Purchase]) -> Iterator[dict[str, Any]]:
    for purchase in purchases:
        yield {
            "number": purchase.number,
            "customer": purchase.firm,
            "date": purchase.day,
            "rep": purchase.rep,
            "kind": "return" if purchase.lines[0].quantity < 0 else "sale",
        }


def order_lines(purchases: list[Purchase]) -> Iterator[dict[str, Any]]:
    for purchase in purchases:
        for line in purchase.lines:
            yield {
                "order": purchase.number,
                "product": line.product,
                "quantity": line.quantity,
                "price": line.price,
                "discount": line.discount,
            }


def _plain(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value

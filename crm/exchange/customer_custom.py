"""Custom fields of a card in files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crm.customers import custom
from crm.customers.models import Customer, CustomField
from crm.exchange.customer_fields import CUSTOM_PREFIX
from crm.exchange.records import Record
from crm.shell.errors import Refused


def custom_values(
    record: Record,
    target: Customer,
    kind: str,
    given: Mapping[str, Any],
    definitions: Sequence[CustomField],
) -> dict[str, Any]:
    """Return what the card's custom fields hold after a row that gives some of them, by key.

    What the rules of a field refuse becomes an error of the row. A required field binds the form of a
    card, not a file's new cards: of those only name and one way to reach them are needed (domain.md, D1.1).
    """
    mine = [field for field in definitions if custom.belongs(field, kind)]
    kept = {field.key for field in mine} if target.pk else set()  # a blank empties what is stored
    values = {key: value for key, value in given.items() if key in kept or value is not None}
    try:
        return custom.clean_values(values, fields=mine, stored=target.custom)
    except Refused as refused:
        name = CUSTOM_PREFIX + (refused.field or "").removeprefix("custom_")
        record.refuse(name, str(refused), str(values.get(name.removeprefix(CUSTOM_PREFIX), "")))
        return dict(target.custom)

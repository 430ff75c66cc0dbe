"""Which visits were made: efforts and campaigns count them, a storey above keeps them.

Who keeps visits registers a table of them in its ``visited.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from crm.shell.discovery import Registry


@dataclass(frozen=True, kw_only=True, slots=True)
class VisitTable:
    """A table of visits: ``made`` returns those that were made, with ``customer`` and ``date`` (a day)."""

    key: str
    made: Callable[[], QuerySet[Any]]
    order: int = 100


visit_tables: Registry[VisitTable] = Registry("tables of visits")


def days_visited(customers: Collection[int]) -> Mapping[int, list[date]]:
    """Return the days of all visits made to these customers, by primary key, a day for each visit."""
    days: dict[int, list[date]] = {customer: [] for customer in customers}
    for table in visit_tables if days else ():
        rows = table.made().filter(customer__in=days).order_by()
        for customer, day in rows.values_list("customer_id", "date"):
            days[customer].append(day)
    return days

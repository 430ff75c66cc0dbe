"""What visits tell the efforts they are made for; the visits themselves stand on a storey above."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby

from prospects.models import Prospect
from prospects.visited import days_visited

BATCH = 500


def count_visits(customers: Collection[int]) -> None:
    """Set ``visits_made`` and ``visits_spent`` of each effort for these customers (3 questions).

    To be called wherever made visits come, go or change hands, and wherever an effort begins or ends on
    another day; the caller's transaction holds the cards.
    """
    days = days_visited(customers)
    columns = ("customer", "opened_on", "won_on", "given_up_on", "visits_made", "visits_spent")
    efforts = Prospect.objects.filter(customer__in=days).only(*columns)
    changed = []
    for customer, own in groupby(
        efforts.order_by("customer", "opened_on", "pk"), lambda one: one.customer_id
    ):
        changed += _put_tallies(list(own), days[customer])
    # Worked-out columns that no history follows.
    Prospect.objects.bulk_update(changed, ["visits_made", "visits_spent"], batch_size=BATCH)


def _put_tallies(efforts: Sequence[Prospect], days: Iterable[date]) -> list[Prospect]:
    """Count a customer's visits on their *efforts*, the oldest first; return those that differ."""
    made, spent = tally(efforts, days)
    changed = []
    for effort in efforts:
        counts = (made[effort.pk], spent[effort.pk])
        if (effort.visits_made, effort.visits_spent) != counts:
            effort.visits_made, effort.visits_spent = counts
            changed.append(effort)
    return changed


def tally(efforts: Sequence[Prospect], days: Iterable[date]) -> tuple[Mapping[int, int], Mapping[int, int]]:
    """Return by primary key how many visits were made while each effort went on, and how many are its own.

    A visit made while several went on counts for each of them (D1.3), and as spent on the oldest (D1.2).
    """
    made, spent = (dict.fromkeys((effort.pk for effort in efforts), 0) for _each in range(2))
    for day in days:
        going_on = [effort.pk for effort in efforts if effort.went_on(day)]
        for key in going_on:
            made[key] += 1
        if going_on:
            spent[going_on[0]] += 1
    return made, spent

"""What a development campaign came to, against its goals (domain.md, D1.5).

Visits are known on a storey above: who knows of visits registers a counter in its ``campaigns.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from crm.shell.discovery import Registry
from prospects.choices import Stage

if TYPE_CHECKING:
    from prospects.models import Campaign


@dataclass(frozen=True, kw_only=True, slots=True)
class VisitCounter:
    """Counts the visits made to a campaign's prospects on its development days, day by day."""

    key: str
    count: Callable[[Campaign], Mapping[date, int]]
    order: int = 100


visit_counters: Registry[VisitCounter] = Registry("counters of visits")


@dataclass(frozen=True, slots=True)
class Results:
    """A campaign's figures: prospects in it, new cards among them, visits by its days, wins.

    A card is new, and a win counts, from the day the campaign was opened until it was closed.
    """

    members: int
    cards: int
    wins: int
    visits_by_day: Mapping[date, int]

    @property
    def visits(self) -> int:
        return sum(self.visits_by_day.values())

    @property
    def conversion(self) -> Decimal | None:
        """The wins as a share of the prospects, 0 to 1; None while there are none."""
        return Decimal(self.wins) / self.members if self.members else None


def results_of(campaign: Campaign) -> Results:
    """Return what a campaign has come to so far."""
    last = campaign.closed_on or date.max
    began_and_ended = (campaign.opened_on, last)
    figures = campaign.members.aggregate(
        members=Count("pk"),
        cards=Count("pk", filter=Q(prospect__opened_on__range=began_and_ended)),
        wins=Count("pk", filter=Q(prospect__stage=Stage.WON, prospect__won_on__range=began_and_ended)),
    )
    return Results(**figures, visits_by_day=visits_of(campaign))


def visits_of(campaign: Campaign) -> dict[date, int]:
    """Return how many visits were made to a campaign's prospects on each of its days."""
    found = dict.fromkeys(campaign.days.order_by("date").values_list("date", flat=True), 0)
    for counter in visit_counters:
        for day, count in counter.count(campaign).items():
            found[day] = found.get(day, 0) + count
    return found

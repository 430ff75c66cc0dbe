"""What a development campaign came to, against its goals (domain.md, D1.5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from prospects.choices import Stage
from prospects.models import CampaignMember
from prospects.visited import visit_tables

if TYPE_CHECKING:
    from prospects.models import Campaign


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
    figures = (
        CampaignMember.objects.in_file()
        .filter(campaign=campaign)
        .aggregate(
            members=Count("pk"),
            cards=Count("pk", filter=Q(prospect__opened_on__range=began_and_ended)),
            wins=Count("pk", filter=Q(prospect__stage=Stage.WON, prospect__won_on__range=began_and_ended)),
        )
    )
    return Results(**figures, visits_by_day=visits_of(campaign))


def visits_of(campaign: Campaign) -> dict[date, int]:
    """Return how many visits were made to a campaign's prospects on each of its days."""
    found = dict.fromkeys(campaign.days.order_by("date").values_list("date", flat=True), 0)
    customers = campaign.members.values("prospect__customer")
    for table in visit_tables:
        made = table.made().filter(date__in=list(found), customer__in=customers).order_by()
        for day, count in made.values_list("date").annotate(Count("pk")):
            found[day] += count
    return found

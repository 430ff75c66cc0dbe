"""What visits tell of development campaigns (domain.md, D1.5)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count

from prospects.campaigns import VisitCounter, visit_counters
from visits.choices import VisitState
from visits.models import Visit

if TYPE_CHECKING:
    from prospects.models import Campaign


def visits_made(campaign: Campaign) -> dict[date, int]:
    """Return how many visits were made to a campaign's prospects on each of its development days."""
    made = Visit.objects.filter(
        state=VisitState.DONE,
        date__in=campaign.days.values("date"),
        customer__in=campaign.members.values("prospect__customer"),
    )
    return dict(made.order_by().values_list("date").annotate(Count("pk")))


visit_counters.register(VisitCounter(key="visits", count=visits_made))

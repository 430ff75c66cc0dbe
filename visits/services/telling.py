"""The traces that a change of visits leaves beside their history: on the plan and on the customer's feed."""

from __future__ import annotations

from datetime import time

from django.utils import timezone

from crm.history.services import record_event, save_as
from crm.people.models import User
from visits.models import Visit, VisitPlan


def mark_changed(plan: VisitPlan, *, by: User | None) -> None:
    """Remember that the week has changed since it was planned."""
    plan.changed_at = timezone.now()
    save_as(plan, by=by)


def tell(visit: Visit, verb: str, *, by: User | None, **data: object) -> None:
    """Put a line about *visit* on the customer's feed."""
    facts = {
        "visit": visit.pk,
        "date": visit.date.isoformat(),
        "time": clock(visit.starts),
        "rep": visit.rep.name,
    }
    record_event(customer=visit.customer, verb=verb, by=by, data={**facts, **data})


def clock(moment: time | None) -> str | None:
    """Return a time of day as events keep it."""
    return moment.isoformat("minutes") if moment else None

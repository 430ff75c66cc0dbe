"""What made visits tell the card, the efforts to win it and what the rep had promised (D1.3, D1.4)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time, timedelta

from django.db.models import Max

from crm.customers.models import Customer
from crm.people.models import User
from crm.timeline.services.steps import finish_steps, reopen_steps
from prospects.services.visits import count_visits
from visits.clock import local_now
from visits.models import Visit

BATCH = 500


def refresh_visits(customers: Collection[int]) -> None:
    """Bring ``last_visit_on`` of these customers and the visits of their prospects in step with those made.

    To be called wherever made visits come, go or change hands; the caller's transaction holds the cards.
    """
    made = Visit.objects.made().filter(customer__in=customers).order_by()
    last = dict(made.values_list("customer_id").annotate(Max("date")))
    changed = []
    for card in Customer.objects.filter(pk__in=customers).only("pk", "last_visit_on"):
        if last.get(card.pk) != card.last_visit_on:
            card.last_visit_on = last.get(card.pk)
            changed.append(card)
    # A copy that no history follows: written past the card's own services.
    Customer.objects.bulk_update(changed, ["last_visit_on"], batch_size=BATCH)
    count_visits(customers)


def finish_steps_of(visit: Visit, *, by: User) -> int:
    """Tick off what the rep had to do with the customer: what was due by the visit, and visits promised."""
    assert visit.done_at is not None
    return finish_steps(
        customers=[visit.customer_id],
        of=visit.rep,
        by=by,
        before=_end_of_day(visit),
        due_by=visit.date,
        visited=True,
        at=visit.done_at,
    )


def reopen_steps_of(visit: Visit, *, done_at: datetime, by: User) -> int:
    """Open what the visit reported at *done_at* had ticked off: it was a slip of the thumb."""
    return reopen_steps(customers=[visit.customer_id], by=by, done_at=done_at)


def _end_of_day(visit: Visit) -> datetime:
    """The midnight after the visit on the rep's own clock: later touches came after it."""
    zone = local_now(visit.rep).tzinfo
    return datetime.combine(visit.date + timedelta(days=1), time.min, tzinfo=zone)

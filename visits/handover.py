"""What becomes of visits when customers are handed to another rep (domain.md, D7.1)."""

from __future__ import annotations

from crm.history.services import delete_as, save_as
from crm.people.handover import Handover, mover
from visits.choices import OPEN_STATES, VisitState
from visits.clock import monday_of, today_of
from visits.models import Visit
from visits.querysets import VisitQuerySet
from visits.services.locking import lock_week


@mover("visits")
def move_visits(handover: Handover) -> int:
    """Give what was agreed with the moved customers to the taker; what was only planned goes.

    Visits that are over stay with who made them. An appointment the taker cannot be given, because
    they have a visit to this customer on the day already, goes as well.
    """
    moved = 0
    visits = _to_come(handover)
    # Looked at only under the lock of the week: somebody may be reporting or moving one just now.
    while (day := visits.values_list("date", flat=True).first()) is not None:
        lock_week(handover.giver, day)
        moved += sum(_move(visit, handover) for visit in visits.in_week(monday_of(day)))
    return moved


def _move(visit: Visit, handover: Handover) -> bool:
    """Give the taker a visit, or take it out; return whether the taker has it."""
    if (visit.state == VisitState.PLANNED and not visit.fixed) or _has_one(handover, visit):
        delete_as(visit, by=handover.by, reason=handover.note)
        return False
    visit.rep, visit.plan = handover.taker, lock_week(handover.taker, visit.date)
    save_as(visit, by=handover.by, reason=handover.note)
    return True


def _to_come(handover: Handover) -> VisitQuerySet:
    """The giver's open visits to customers who are the taker's by now, in a fixed order."""
    return (
        Visit.objects.filter(
            rep=handover.giver,
            customer__owner=handover.taker,
            state__in=OPEN_STATES,
            date__gte=today_of(handover.giver),
        )
        .select_related("customer")
        .order_by("date", "pk")
    )


def _has_one(handover: Handover, visit: Visit) -> bool:
    same = Visit.objects.filter(rep=handover.taker, customer=visit.customer, date=visit.date)
    return same.filter(state__in=OPEN_STATES).exists()

"""Visits follow the card: to its new owner, or out of the plan (domain.md, D1.3, D7.1; ADR 24).

For callers who hold the cards, so that no visit to them comes meanwhile. What has begun by the rep's own
clock stays with them, to be reported.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import timedelta
from operator import attrgetter

from django.utils import timezone

from crm.customers.followers import Change
from crm.customers.models import Customer
from crm.history.services import delete_as, save_as
from crm.people.models import User
from visits.choices import OPEN_STATES, Because, VisitState
from visits.clock import has_begun, monday_of
from visits.models import LeftOut, Visit, VisitPlan
from visits.services.locking import lock_week, lock_weeks
from visits.services.telling import mark_changed, tell

FOR_PROSPECTS = frozenset({"prospect", "campaign", "appointment", "left_out"})
"""Reasons of a visit that end with the last effort to win its customer: a promise stands without one."""


def follow_owner(change: Change) -> None:
    """Give what was agreed with cards that changed hands to who has them now; what was only planned goes.

    Without a new owner what was agreed is cancelled.
    """
    former = change.former_owners
    leaving = [
        visit
        for visit in to_come(former)
        if visit.rep_id == former[visit.customer_id] != visit.customer.owner_id
    ]
    _forget_left_out(former, reps={rep for rep in former.values() if rep is not None})
    changed: dict[int, VisitPlan] = {}
    for visit, plan in locked(leaving):
        changed[plan.pk] = plan
        owner = visit.customer.owner
        if owner is None:
            _take_out(visit, Because.POOL, by=change.by, note=change.note)
        elif is_only_planned(visit):
            delete_as(visit, by=change.by, reason=change.note)
        elif (taken_by := _hand_over(visit, owner, by=change.by, note=change.note)) is not None:
            changed[taken_by.pk] = taken_by
    mark(changed.values(), by=change.by)


def leave_archived(change: Change) -> None:
    """Take the visits to archived cards out of the plan."""
    archived = Customer.objects.filter(pk__in=change.customers).exclude(archived_at=None)
    keys = list(archived.values_list("pk", flat=True))
    take_out(to_come(keys), because=Because.ARCHIVED, by=change.by, note=change.note)


def leave_given_up(customers: Collection[int], by: User | None) -> None:
    """Take out the visits that were for an effort alone to *customers* with whom none goes on."""
    visits = [visit for visit in to_come(customers) if is_for_prospect(visit)]
    take_out(visits, because=Because.GIVEN_UP, by=by)


def take_out(visits: Iterable[Visit], *, because: Because, by: User | None, note: str = "") -> None:
    """Cancel what was agreed, with a word on the feed; what was only planned goes without."""
    changed: dict[int, VisitPlan] = {}
    for visit, plan in locked(visits):
        changed[plan.pk] = plan
        _take_out(visit, because, by=by, note=note)
    mark(changed.values(), by=by)


def is_for_prospect(visit: Visit) -> bool:
    """Whether a visit stands for an effort to win its customer alone."""
    return {reason.get("code") for reason in visit.reasons} <= FOR_PROSPECTS


def to_come(customers: Collection[int]) -> list[Visit]:
    """The visits to *customers* that have not begun."""
    # A rep may be a day behind: their own clock decides.
    yesterday = timezone.localdate() - timedelta(days=1)
    visits = Visit.objects.open().filter(customer__in=customers, date__gte=yesterday)
    return [
        visit
        for visit in visits.select_related("rep", "customer__owner").order_by("date", "pk")
        if not has_begun(visit.date, visit.starts, visit.rep)
    ]


def locked(
    visits: Iterable[Visit], *, to: Callable[[Visit], User | None] = attrgetter("customer.owner")
) -> Iterator[tuple[Visit, VisitPlan]]:
    """Yield those of *visits* that are still open under the locks of their weeks, with the plan of each.

    The weeks of those they may go *to*, by default the owners of the cards, are locked as well.
    """
    known = list(visits)
    owners = [(visit, to(visit)) for visit in known if not is_only_planned(visit)]
    weeks = [(monday_of(visit.date), visit.rep) for visit in known]
    weeks += [(monday_of(visit.date), owner) for visit, owner in owners if owner is not None]
    plans = lock_weeks(weeks)
    # Looked at only under the locks: somebody may be reporting or confirming one just now.
    rows = Visit.objects.open().filter(pk__in=[visit.pk for visit in known]).order_by("date", "pk")
    for visit in rows.select_related("rep", "customer__owner"):
        yield visit, plans[monday_of(visit.date), visit.rep_id]


def is_only_planned(visit: Visit) -> bool:
    """Whether nobody relies on a visit: planning has proposed it, and nobody has confirmed it."""
    return visit.state == VisitState.PLANNED and not visit.fixed


def _take_out(visit: Visit, because: Because, *, by: User | None, note: str) -> None:
    reason = " ".join(part for part in (str(because.label), note) if part)
    if is_only_planned(visit):
        delete_as(visit, by=by, reason=reason)
        return
    visit.state = VisitState.CANCELLED
    save_as(visit, by=by, reason=reason)
    tell(visit, "visit.cancelled", by=by, because=because, **({"reason": note} if note else {}))


def _hand_over(visit: Visit, owner: User, *, by: User | None, note: str) -> VisitPlan | None:
    """Give a visit to *owner* and return the plan it came into; None where they have one that day already."""
    same = Visit.objects.filter(rep=owner, customer=visit.customer, date=visit.date, state__in=OPEN_STATES)
    if (theirs := same.first()) is not None:
        if not is_only_planned(theirs):
            delete_as(visit, by=by, reason=note)
            return None
        delete_as(theirs, by=by, reason=note)
    former, visit.rep, visit.plan = visit.rep, owner, lock_week(owner, visit.date)
    save_as(visit, by=by, reason=note)
    tell(visit, "visit.handed_over", by=by, former=former.name)
    return visit.plan


def _forget_left_out(customers: Collection[int], *, reps: Collection[int]) -> None:
    """Plans of *reps* from this week on do not name customers that are not theirs any more."""
    monday = monday_of(timezone.localdate())
    rows = LeftOut.objects.filter(customer__in=customers, plan__rep__in=reps, plan__week__gte=monday)
    rows.delete()


def mark(plans: Iterable[VisitPlan], *, by: User | None) -> None:
    """Remember that the weeks have changed since they were planned."""
    for plan in plans:
        mark_changed(plan, by=by)

"""The locks of a visit: the customer's card, then the rep's week, then the visit.

Whoever plans a week or changes a visit in it takes the week. Whoever puts a visit to a customer into a week
takes the card before: so that no visit comes while the card changes hands, is given up or archived.

Rows are locked without their key, so that writers of what only refers to them need not wait.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from crm.people.models import User
from crm.shell.errors import Refused
from crm.timeline.services.locking import lock_cards
from visits.clock import monday_of
from visits.models import Visit, VisitPlan


def lock_week(rep: User, day: date) -> VisitPlan:
    """Return the plan of the week of *day*, locked until the transaction ends; made empty if need be."""
    plan, _created = VisitPlan.objects.get_or_create(rep=rep, week=monday_of(day))
    rows = VisitPlan.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("rep").get(pk=plan.pk)


def lock_weeks(weeks: Iterable[tuple[date, User]]) -> dict[tuple[date, int], VisitPlan]:
    """Return the plans of several people's weeks (Mondays), locked in the order everybody takes them."""
    chosen = {(monday, rep.pk): rep for monday, rep in weeks}
    return {key: lock_week(chosen[key], key[0]) for key in sorted(chosen)}


def lock_visit(visit: Visit) -> tuple[VisitPlan, Visit]:
    """Return the plan of the visit's week and the visit as it stands now, both locked.

    Refused when it is gone, in another week or another rep's by now: then it is not this week that
    has to be locked, nor this visit that the person has seen.
    """
    plan = lock_week(visit.rep, visit.date)
    rows = Visit.objects.select_for_update(of=("self",), no_key=True).select_related("rep__team", "customer")
    fresh = rows.filter(pk=visit.pk).first()
    if fresh is None or _week_of(fresh) != _week_of(visit):
        raise _gone()
    return plan, fresh


def lock_with_card(visit: Visit) -> Visit:
    """Return the visit as it stands now, its customer's card, its week and itself locked, in this order.

    Refused as by `lock_visit`, and when the visit belongs to another card by now.
    """
    lock_cards([visit.customer_id])
    _plan, fresh = lock_visit(visit)
    if fresh.customer_id != visit.customer_id:
        raise _gone()
    return fresh


def _gone() -> Refused:
    message = _("This visit has been moved or taken out meanwhile. Look at the week again.")
    return Refused(message, code="changed_meanwhile")


def _week_of(visit: Visit) -> tuple[int, date]:
    return visit.rep_id, monday_of(visit.date)

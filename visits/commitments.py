"""Visits ahead: they keep a prospect with its rep, and end with the last effort (domain.md, D1.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from crm.shell import formats
from prospects.commitments import Commitment, commitments
from visits.models import Visit
from visits.services.following import is_for_prospect, leave_given_up

if TYPE_CHECKING:
    from crm.customers.models import Customer


def agreed_visits(customer: Customer) -> list[str]:
    """Say day, time and rep of each visit agreed for an effort to win *customer*."""
    visits = Visit.objects.ahead().agreed().filter(customer=customer).select_related("rep")
    return [_words(visit) for visit in visits.order_by("date", "starts", "pk") if is_for_prospect(visit)]


def _words(visit: Visit) -> str:
    day, rep = formats.weekday(visit.date), visit.rep.name
    if visit.starts is None:
        return _("%(day)s, visit by %(rep)s") % {"day": day, "rep": rep}
    time = formats.clock(visit.starts)
    return _("%(day)s, %(time)s, visit by %(rep)s") % {"day": day, "time": time, "rep": rep}


commitments.register(
    Commitment(key="visits", ahead=Visit.objects.ahead, agreed=agreed_visits, end=leave_given_up)
)

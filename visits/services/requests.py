"""Ask for planning in the background."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import sha256

from django.db.models import Q, QuerySet

from accounts.models import Account
from crm.jobs.models import Job
from crm.jobs.services import enqueue
from crm.people.models import User
from prospects.models import Prospect
from visits.clock import monday_of

PLAN = "visits.plan"


def reps_to_plan() -> QuerySet[User]:
    """Return everybody who owns an open account or works on a prospect, in a fixed order."""
    owners = Account.objects.open().order_by().values("customer__owner")
    hunters = Prospect.objects.held().order_by().values("customer__owner")
    people: QuerySet[User] = User.objects.active().filter(Q(pk__in=owners) | Q(pk__in=hunters))
    return people.select_related("team", "calendar").order_by("pk")


def request_planning(*, week: date, reps: Sequence[User] = (), by: User | None) -> Job:
    """Queue planning of the week of *week* for *reps* (none: all), unless it is queued already."""
    monday = monday_of(week)
    ids = sorted({rep.pk for rep in reps})
    payload = {"week": monday.isoformat(), "reps": ids}
    return enqueue(kind=PLAN, payload=payload, by=by, key=_key(monday, ids))


def _key(monday: date, ids: Sequence[int]) -> str:
    """Return what tells one planning from another: two of the same week and people are one job.

    Of many people a digest: their keys written out would not fit.
    """
    if not ids:
        return f"{monday}:all"
    return f"{monday}:{sha256(','.join(map(str, ids)).encode()).hexdigest()}"

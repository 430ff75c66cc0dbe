"""Ask for planning in the background."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from accounts.models import Account
from crm.jobs.models import Job
from crm.jobs.services import enqueue
from crm.people.models import User
from visits.clock import monday_of


def reps_to_plan() -> QuerySet[User]:
    """Return everybody who owns an open account, in a fixed order."""
    owners = Account.objects.open().order_by().values("customer__owner")
    people: QuerySet[User] = User.objects.active().filter(pk__in=owners)
    return people.select_related("team", "calendar").order_by("pk")


def request_planning(*, week: date, reps: Sequence[User] = (), by: User | None) -> Job:
    """Queue planning of the week of *week* for *reps* (none: all), unless it is queued already."""
    monday = monday_of(week)
    ids = sorted(rep.pk for rep in reps)
    key = f"{monday}:{','.join(map(str, ids)) or 'all'}"
    return enqueue(
        kind="visits.plan", payload={"week": monday.isoformat(), "reps": ids}, by=by, key=key[:200]
    )

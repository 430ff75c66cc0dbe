"""Background planning."""

from __future__ import annotations

import logging
import zoneinfo
from datetime import date
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.jobs.models import Job
from crm.jobs.progress import report
from crm.jobs.registry import handler
from crm.jobs.schedules import schedule
from crm.jobs.services import renew_lease
from crm.people.models import User
from crm.shell.errors import Refused
from visits.clock import next_week
from visits.models import VisitPlan
from visits.services.planning import plan_week
from visits.services.requests import PLAN, reps_to_plan

logger = logging.getLogger(__name__)

schedule(PLAN, name="Plan next week's visits", cron="0 18 * * 5")


@handler(PLAN, title=gettext_lazy("Planning visits"))
def plan_weeks(job: Job) -> dict[str, Any]:
    """Plan ``payload["week"]`` (a date) for ``payload["reps"]`` (primary keys; none: all with customers).

    Without a week it is the one after the job was asked for, as beat does on Friday evening, even if the
    job only gets to run on Monday. The result speaks the language of who has asked.

    Each rep's plan is a transaction of its own and planning again writes nothing, so that a job that
    starts anew after a crash goes on where it stopped. One rep's trouble does not cost the others
    their plans: it is told in the result.
    """
    with translation.override(job.by.language if job.by else None):
        return _plan_all(job, list(_reps_of(job)), _week_of(job))


def _week_of(job: Job) -> date:
    asked = timezone.localdate(job.created_at, zoneinfo.ZoneInfo(settings.TIME_ZONE))
    return date.fromisoformat(job.payload["week"]) if "week" in job.payload else next_week(asked)


def _reps_of(job: Job) -> QuerySet[User]:
    wanted = job.payload.get("reps")
    if not wanted:
        return reps_to_plan()
    people: QuerySet[User] = User.objects.active().select_related("team", "calendar")
    return people.filter(pk__in=wanted).order_by("pk")


def _plan_all(job: Job, people: list[User], week: date) -> dict[str, Any]:
    refused: dict[str, str] = {}
    visits, url = 0, ""
    for done, rep in enumerate(people):
        renew_lease(job)
        report(job.pk, done=done, total=len(people), note=rep.name)
        plan = plan_or_why_not(rep, week, job.by)
        if isinstance(plan, str):
            refused[rep.email] = plan
        else:
            visits += plan.visits.open().count()
            url = plan.get_absolute_url()
    report(job.pk, done=len(people), total=len(people), note=_("Finished"))
    result: dict[str, Any] = {
        "week": week.isoformat(),
        "plans": len(people) - len(refused),
        "visits": visits,
        "refused": refused,
    }
    if len(people) == 1:
        result["url"] = url
    return result


def plan_or_why_not(rep: User, week: date, by: User | None) -> VisitPlan | str:
    """Return the plan of *rep*, or in words why there is none: whatever went wrong is only this rep's."""
    try:
        return plan_week(rep=rep, week=week, by=by)
    except Refused as refusal:
        return str(refusal)
    except (OperationalError, InterfaceError):
        raise  # the database's trouble is everybody's, and may be over when the job is tried again
    except Exception:
        logger.exception("No plan for rep %s, week %s.", rep.pk, week)
        return _("No plan could be made. An admin finds the reason in the log.")

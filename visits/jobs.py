"""Background planning."""

from __future__ import annotations

import logging
import zoneinfo
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone
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
from visits.services.planning import BrokenPlanError, plan_week
from visits.services.requests import reps_to_plan

logger = logging.getLogger(__name__)

schedule("visits.plan", name="Plan next week's visits", cron="0 18 * * 5")


@handler("visits.plan", title=gettext_lazy("Planning visits"))
def plan_weeks(job: Job) -> dict[str, Any]:
    """Plan ``payload["week"]`` (a date) for ``payload["reps"]`` (primary keys; none: all with customers).

    Without a week it is the one after the job was asked for, as beat does on Friday evening, even if the
    job only gets to run on Monday.

    Each rep's plan is a transaction of its own and planning again writes nothing, so that a job that
    starts anew after a crash goes on where it stopped. One rep's trouble does not cost the others
    their plans: it is told in the result.
    """
    asked = timezone.localdate(job.created_at, zoneinfo.ZoneInfo(settings.TIME_ZONE))
    week = date.fromisoformat(job.payload["week"]) if "week" in job.payload else next_week(asked)
    reps = reps_to_plan()
    if wanted := job.payload.get("reps"):
        reps = User.objects.active().select_related("team", "calendar").filter(pk__in=wanted).order_by("pk")
    people = list(reps)
    refused: dict[str, str] = {}
    visits, url = 0, ""
    for done, rep in enumerate(people):
        renew_lease(job)
        report(job.pk, done=done, total=len(people), note=rep.name)
        try:
            plan = plan_week(rep=rep, week=week, by=job.by)
        except Refused as refusal:
            refused[rep.email] = str(refusal)
        except BrokenPlanError:
            logger.exception("No plan for rep %s, week %s.", rep.pk, week)
            refused[rep.email] = _("No plan could be made. An admin finds the reason in the log.")
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

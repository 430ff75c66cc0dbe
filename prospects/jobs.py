"""Background work of prospecting: the team's pool and the campaigns, every night."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from crm.jobs.models import Job
from crm.jobs.registry import handler
from crm.jobs.schedules import schedule
from crm.jobs.services import finishing
from prospects.services import return_silent
from prospects.services.campaigns import start_campaigns

POOL = "prospects.pool"
CAMPAIGNS = "prospects.campaigns"

schedule(POOL, name="Return silent prospects to the pool", cron="15 1 * * *")
schedule(CAMPAIGNS, name="Start development campaigns", cron="5 0 * * *")


@handler(POOL, title=_("Returning silent prospects to the pool"))
def pool(job: Job) -> dict[str, Any]:
    """Move every prospect that was silent too long into its team's pool; done twice, nothing changes."""
    with finishing(job) as result:
        result.update(returned=return_silent())
    return result


@handler(CAMPAIGNS, title=_("Starting development campaigns"))
def campaigns(job: Job) -> dict[str, Any]:
    """Let the campaigns whose first day has come run; done twice, nothing changes."""
    with finishing(job) as result:
        result.update(started=start_campaigns())
    return result

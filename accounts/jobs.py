"""Background work of the trading relation: the monthly ranking and the nightly sweep."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.services.distance import measure_all
from accounts.services.overrides import expire_overrides
from accounts.services.ranking import rank_accounts
from accounts.services.requests import RANK, window_of
from crm.jobs import progress
from crm.jobs.models import Job
from crm.jobs.registry import handler
from crm.jobs.schedules import schedule
from crm.jobs.services import finishing

NIGHT = "accounts.night"
MEASURE = "accounts.measure"

schedule(RANK, name="Rank accounts", cron="0 2 1 * *")
schedule(NIGHT, name="Expire tier overrides and measure distances", cron="30 1 * * *")


@handler(RANK, title=_("Ranking the accounts"))
def rank(job: Job) -> dict[str, Any]:
    """Rank the accounts by the period asked for, else by the settings'.

    A second message for the same work finds an equal run.
    """

    def report(done: int, total: int, note: str) -> None:
        progress.report(job.pk, done=done, total=total, note=note)

    with translation.override(job.by.language if job.by else None), finishing(job) as result:
        run = rank_accounts(**window_of(job), by=job.by, report=report)
        result.update(run=run.pk, url=f"{reverse('accounts:pareto')}?run={run.pk}")
    return result


@handler(NIGHT, title=_("Nightly work on accounts"))
def night(job: Job) -> dict[str, Any]:
    """End overrides whose day is over and measure how far accounts are; done twice, nothing changes."""
    with finishing(job) as result:
        result.update(expired=expire_overrides(), measured=measure_all())
    return result


@handler(MEASURE, title=_("Measuring how far accounts are"))
def measure(job: Job) -> dict[str, Any]:
    """Measure how far accounts are, after people have taken theirs to another team."""
    with finishing(job) as result:
        result.update(measured=measure_all())
    return result

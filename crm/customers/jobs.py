"""Background work of the customer file: looking for duplicates."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.customers.duplicates.scan import scan
from crm.customers.services.duplicates import SCAN, store_pairs
from crm.jobs import progress
from crm.jobs.models import Job
from crm.jobs.registry import handler
from crm.jobs.schedules import schedule
from crm.jobs.services import finishing, renew_lease

schedule(SCAN, name="Find duplicate customers", cron="0 4 * * 0")


@handler(SCAN, title=_("Looking for duplicate customers"))
def find_duplicates(job: Job) -> dict[str, Any]:
    """Scan what the person who asked may see (nobody: the whole file), and store what was found."""

    def report(done: int, total: int) -> None:
        renew_lease(job)
        progress.report(job.pk, done=done, total=total)

    found = list(scan(viewer=job.by, progress=report))
    with finishing(job) as result:
        result.update(pairs=store_pairs(found, by=job.by), url=reverse("customers:duplicates"))
    return result

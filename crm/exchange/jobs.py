"""Background work of imports."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from crm.exchange.policy import keeping_time
from crm.exchange.services import keeping, running
from crm.jobs.models import Job
from crm.jobs.registry import handler
from crm.jobs.schedules import schedule
from crm.jobs.services import finishing

KEEPING = "exchange.keeping"

schedule(KEEPING, name="Delete old files of imports", cron="30 3 * * *")


@handler(running.RUN, title=_("Import"))
def run_import(job: Job) -> dict[str, Any]:
    with translation.override(job.by.language if job.by else None):
        return running.run_import(job)


@handler(running.UNDO, title=_("Undo an import"))
def undo(job: Job) -> dict[str, Any]:
    with translation.override(job.by.language if job.by else None):
        return running.undo(job)


@handler(KEEPING, title=_("Deleting old files of imports"))
def delete_old_files(job: Job) -> dict[str, Any]:
    """Delete what was kept long enough; done twice, nothing is left to delete."""
    with finishing(job) as result:
        result.update(deleted=keeping.delete_files(older_than=keeping_time()))
    return result

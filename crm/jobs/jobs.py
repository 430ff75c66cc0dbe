"""Background work on background work: finished jobs are kept for a while."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.jobs.models import Job
from crm.jobs.policy import keeping_time
from crm.jobs.registry import handler
from crm.jobs.schedules import schedule
from crm.jobs.services import finishing

KEEPING = "jobs.keeping"

schedule(KEEPING, name="Delete old background work", cron="40 3 * * *")


@handler(KEEPING, title=_("Deleting old background work"))
def delete_old_jobs(job: Job) -> dict[str, Any]:
    """Delete jobs that ended long ago; done twice, nothing is left to delete."""
    with finishing(job) as result:
        old = Job.objects.filter(done_at__lt=timezone.now() - keeping_time())
        _count, by_model = old.delete()
        result.update(deleted=by_model.get(Job._meta.label, 0))
    return result

"""Background work of the API: answers kept for repeated requests are kept for a day."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from crm.api.idempotency import delete_expired
from crm.jobs.models import Job
from crm.jobs.registry import handler
from crm.jobs.schedules import schedule
from crm.jobs.services import finishing

KEEPING = "api.keeping"

schedule(KEEPING, name="Delete old answers of the API", cron="50 3 * * *")


@handler(KEEPING, title=_("Deleting old answers of the API"))
def delete_old_answers(job: Job) -> dict[str, Any]:
    """Delete the answers no repeated request can get any more; done twice, nothing is left to delete."""
    with finishing(job) as result:
        result.update(deleted=delete_expired())
    return result
